import { afterEach, expect, it, vi } from 'vitest';
import { openBrowser, wantedPath } from './browser.ts';

const key = 'BP_-AQID'; // holds both letters that base64url has of its own
const raw = Uint8Array.from([4, 255, 254, 1, 2, 3]);

function pushed(endpoint: string, options: PushSubscriptionOptionsInit) {
  const parts = { p256dh: Uint8Array.from([1, 2]), auth: Uint8Array.from([3]) };
  return {
    endpoint,
    options: { applicationServerKey: raw.buffer, asked: options },
    getKey: (name: keyof typeof parts) => parts[name].buffer,
    unsubscribe: vi.fn(async () => {
      held = undefined;
      return true;
    }),
  };
}

let held: ReturnType<typeof pushed> | undefined;

function playWorkers() {
  const pushManager = {
    getSubscription: async () => held ?? null,
    subscribe: async (options: PushSubscriptionOptionsInit) => {
      held = pushed('https://push.example/new', options);
      return held;
    },
  };
  const workers = Object.assign(new EventTarget(), {
    register: vi.fn(async () => undefined),
    getRegistration: async () => ({ pushManager }),
    ready: Promise.resolve({ pushManager }),
  });
  vi.stubGlobal('PushManager', class {});
  vi.stubGlobal('Notification', { permission: 'granted' });
  vi.stubGlobal('isSecureContext', true);
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: workers });
  return workers;
}

afterEach(() => {
  held = undefined;
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, 'serviceWorker');
});

it('registers the worker for the whole site, and subscribes for the key', async () => {
  const workers = playWorkers();
  const earlier = pushed('https://push.example/old', {});
  held = earlier;
  const subscription = await openBrowser().subscribe(key);
  expect(workers.register).toHaveBeenCalledWith('/sw.js', { scope: '/', updateViaCache: 'none' });
  expect(earlier.unsubscribe).toHaveBeenCalledOnce();
  expect(held?.options.asked).toEqual({ userVisibleOnly: true, applicationServerKey: raw });
  expect(subscription).toEqual({
    endpoint: 'https://push.example/new',
    p256dh: 'AQI',
    auth: 'Aw',
    key,
  });
});

it('trusts the worker’s address and no other', async () => {
  const workers = playWorkers();
  const createPolicy = vi.fn((_: string, rules: { createScriptURL(url: string): string }) => ({
    createScriptURL: (url: string) => `trusted ${rules.createScriptURL(url)}`,
  }));
  vi.stubGlobal('trustedTypes', { createPolicy });
  await openBrowser().subscribe(key);
  expect(workers.register).toHaveBeenCalledWith('trusted /sw.js', expect.anything());
  const [name, rules] = createPolicy.mock.calls[0] ?? [];
  expect(name).toBe('baton-worker');
  for (const url of ['/sw.js?x', '//evil.example/sw.js', '/w/sw.js', ''])
    expect(() => rules?.createScriptURL(url)).toThrow(TypeError);
});

it('has no subscription where there is none, or no push', async () => {
  expect(await openBrowser().subscription()).toBeUndefined();
  expect(openBrowser()).toMatchObject({ takesPush: false });
  playWorkers();
  const browser = openBrowser();
  expect(browser).toMatchObject({ takesPush: true, secure: true });
  expect(await browser.subscription()).toBeUndefined();
  await browser.subscribe(key);
  await browser.unsubscribe();
  expect(await browser.subscription()).toBeUndefined();
});

it('hears where a notification points, until it is told not to', () => {
  const workers = playWorkers();
  const heard: string[] = [];
  const say = (data: unknown) => workers.dispatchEvent(new MessageEvent('message', { data }));
  const stop = openBrowser().onOpen((path) => heard.push(path));
  say({ type: 'open', url: '/inbox/a?seq=3' });
  say({ type: 'close', url: '/inbox/b' });
  stop();
  say({ type: 'open', url: '/inbox/c' });
  expect(heard).toEqual(['/inbox/a?seq=3']);
});

it.each([
  { type: 'open', url: 'https://evil.example/' },
  { type: 'open', url: '//evil.example/' },
  { type: 'open', url: '/\\evil.example/' },
  { type: 'open', url: 'javascript:alert(1)' },
  { type: 'open' },
  'open',
  null,
  undefined,
])('goes nowhere for %j', (message) => {
  expect(wantedPath(message)).toBeUndefined();
});
