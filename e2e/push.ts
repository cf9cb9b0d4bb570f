import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Page } from '@playwright/test';

/** What a notification is made of, as Baton sends it. */
export interface Note {
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly url: string;
}

/** A push service with one device: it takes messages as browsers' services do, and reads them as the browser would. */
export class PushService {
  /** What came, decrypted. */
  readonly notes: Note[] = [];
  readonly #device = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly #server = createServer(async (request, response) => {
    const body = await whole(request);
    const signed = /^vapid t=[\w.-]+, ?k=[\w-]+$/.test(request.headers.authorization ?? '');
    if (request.method === 'POST' && signed && request.headers['ttl'])
      this.notes.push(JSON.parse(this.#open(body).toString('utf8')));
    response.writeHead(signed ? 201 : 403).end();
  });
  #port = 0;

  static async start(): Promise<PushService> {
    const service = new PushService();
    service.#device.generateKeys();
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    const address = service.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port to push to');
    service.#port = address.port;
    return service;
  }

  /** The device, as its browser describes it. */
  get device() {
    return {
      endpoint: `http://127.0.0.1:${this.#port}/device`,
      p256dh: this.#device.getPublicKey('base64url'),
      auth: this.#auth.toString('base64url'),
    };
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** RFC 8291, with the one record of RFC 8188 that a message is. */
  #open(body: Buffer): Buffer {
    const [salt, keyLength] = [body.subarray(0, 16), body.readUInt8(20)];
    const sender = body.subarray(21, 21 + keyLength);
    const info = Buffer.concat([
      Buffer.from('WebPush: info\0'),
      this.#device.getPublicKey(),
      sender,
    ]);
    const shared = hkdfSync('sha256', this.#device.computeSecret(sender), this.#auth, info, 32);
    const derive = (what: string, length: number) =>
      Buffer.from(
        hkdfSync('sha256', Buffer.from(shared), salt, `Content-Encoding: ${what}\0`, length),
      );
    const box = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    box.setAuthTag(body.subarray(-16));
    const padded = Buffer.concat([box.update(body.subarray(21 + keyLength, -16)), box.final()]);
    return padded.subarray(0, padded.lastIndexOf(2));
  }
}

async function whole(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/**
 * Stands in for the browser's own push service, which is on the internet: what the page asks of it
 * is answered with a device of ours. Run in the page, before its scripts.
 */
export function playPush({ endpoint, p256dh, auth }: PushService['device']): void {
  const bytes = (text: string) =>
    Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
      .buffer;
  let now: object | null = null;
  const subscribe = async ({ applicationServerKey }: PushSubscriptionOptionsInit) => {
    now = {
      endpoint,
      options: { applicationServerKey, userVisibleOnly: true },
      getKey: (name: string) => bytes(name === 'auth' ? auth : p256dh),
      toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
      unsubscribe: async () => {
        now = null;
        return true;
      },
    };
    return now;
  };
  Object.assign(PushManager.prototype, { subscribe, getSubscription: async () => now });
}

/**
 * Hands a message to the service worker of a page's origin, as the browser does with what its push
 * service brings, and waits until the worker is done with it. Only then may a page ask what is shown:
 * Chromium forgets a notification if it is asked in the moment between noting and showing it.
 */
export async function deliver(page: Page, message: unknown): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const registration = new Promise<string>((found) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
      if (first) found(first.registrationId);
    });
  });
  const done = new Promise<string>((found) => {
    cdp.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent: e }) => {
      if (e.eventName !== 'Push event completed') return;
      found(e.eventMetadata.find((m) => m.key === 'Status')?.value ?? '');
    });
  });
  const service = 'pushMessaging';
  await cdp.send('BackgroundService.startObserving', { service });
  await cdp.send('BackgroundService.setRecording', { service, shouldRecord: true });
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(page.url()).origin,
    registrationId: await registration,
    data: JSON.stringify(message),
  });
  const status = await done;
  if (status !== 'Success') throw new Error(`the worker failed at a push: ${status}`);
  await cdp.detach();
}
