// What web push needs of the browser, as one small port: the dashboard stands on the browser's own,
// tests and the mock play one.

import { type Keep, openKeep } from '@baton/shared/keep';

/** An address at which a push service takes messages for this browser, and what encrypts them. */
export interface Subscription {
  endpoint: string;
  p256dh: string;
  auth: string;
  /** The server's key that it was made for; undefined where the browser does not tell. */
  key: string | undefined;
}

/** What a browser says of itself. */
export interface BrowserSigns {
  userAgent: string;
  brands: readonly string[];
  /** An iPad calls itself a Mac, but has many. */
  touchPoints: number;
}

export interface Browser {
  readonly signs: BrowserSigns;
  /** The page came by https, or from this very machine. */
  readonly secure: boolean;
  readonly takesPush: boolean;
  /** What is remembered in this browser of whom it was added for. */
  readonly keep: Keep;
  permission(): NotificationPermission;
  /** Asks the person. Browsers take the question only within a press of theirs. */
  ask(): Promise<NotificationPermission>;
  subscription(): Promise<Subscription | undefined>;
  /** Subscribes anew for a server's key; an earlier subscription ends. */
  subscribe(key: string): Promise<Subscription>;
  /** Ends the subscription, if there is one. */
  unsubscribe(): Promise<void>;
  /** Hears of the page that a pressed notification wants open. The result ends it. */
  onOpen(listener: (path: string) => void): () => void;
}

/** The browser that the page is shown in. */
export function openBrowser(): Browser {
  const takesPush =
    'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  const current = async () => {
    if (!takesPush) return undefined;
    const registration = await navigator.serviceWorker.getRegistration('/');
    return (await registration?.pushManager.getSubscription()) ?? undefined;
  };
  return {
    signs: {
      userAgent: navigator.userAgent,
      brands: brands(Reflect.get(navigator, 'userAgentData')),
      touchPoints: navigator.maxTouchPoints,
    },
    secure: window.isSecureContext,
    takesPush,
    keep: openKeep('baton-device:', () => localStorage),
    permission: () => (takesPush ? Notification.permission : 'denied'),
    ask: () => Notification.requestPermission(),
    async subscription() {
      const now = await current();
      return now && read(now);
    },
    async subscribe(key) {
      const workers = navigator.serviceWorker;
      await workers.register(workerAddress(), { scope: '/', updateViaCache: 'none' });
      const { pushManager } = await workers.ready;
      await (await pushManager.getSubscription())?.unsubscribe();
      return read(
        await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }),
      );
    },
    async unsubscribe() {
      await (await current())?.unsubscribe();
    },
    onOpen(listener) {
      if (!takesPush) return () => undefined;
      const hear = ({ data }: MessageEvent<unknown>) => {
        const path = wantedPath(data);
        if (path !== undefined) listener(path);
      };
      navigator.serviceWorker.addEventListener('message', hear);
      return () => navigator.serviceWorker.removeEventListener('message', hear);
    },
  };
}

/** The page that a message of the worker wants open, if it is one of ours. */
export function wantedPath(message: unknown): string | undefined {
  const { type, url }: { type?: unknown; url?: unknown } = Object(message);
  if (type !== 'open' || typeof url !== 'string' || !url.startsWith('/')) return undefined;
  if (!URL.canParse(url, location.origin)) return undefined;
  const { origin, pathname, search, hash } = new URL(url, location.origin);
  return origin === location.origin ? pathname + search + hash : undefined;
}

/** Makes addresses of scripts; the browser takes its results where the types say string. */
interface ScriptPolicy {
  createScriptURL(url: string): string;
}

interface PolicyMaker {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

declare global {
  interface Window {
    /** Not in the types yet, nor in every browser. */
    trustedTypes?: PolicyMaker;
  }
}

const worker = '/sw.js';

/** The worker's address. Our pages' policy takes it as a trusted one only, and no other is ever trusted. */
function workerAddress(): string {
  const policy = window.trustedTypes?.createPolicy('baton-worker', {
    createScriptURL(url) {
      if (url !== worker) throw new TypeError(`${url} is not the worker`);
      return url;
    },
  });
  return policy?.createScriptURL(worker) ?? worker;
}

function brands(data: unknown): string[] {
  const { brands: all }: { brands?: unknown } = Object(data);
  if (!Array.isArray(all)) return [];
  return all.flatMap((one: unknown) => {
    const { brand }: { brand?: unknown } = Object(one);
    return typeof brand === 'string' ? [brand] : [];
  });
}

function read(s: PushSubscription): Subscription {
  const part = (name: PushEncryptionKeyName) => base64url(s.getKey(name)) ?? '';
  return {
    endpoint: s.endpoint,
    p256dh: part('p256dh'),
    auth: part('auth'),
    key: base64url(s.options.applicationServerKey),
  };
}

function base64url(raw: ArrayBuffer | null): string | undefined {
  if (!raw) return undefined;
  return btoa(String.fromCharCode(...new Uint8Array(raw)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const raw = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}
