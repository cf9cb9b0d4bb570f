import { afterEach, beforeEach, expect, it, vi } from 'vitest';

type Handler = (event: unknown) => void;

interface Page {
  url: string;
  focused: boolean;
  visibilityState: 'visible' | 'hidden';
  focus: () => Promise<void>;
  postMessage: (message: unknown) => void;
}

let handlers: Map<string, Handler>;
let shown: { title: string; options: Record<string, unknown> }[];
let pages: Page[];
let opened: string[];
let told: [url: string, message: unknown][];

const page = (url: string, more: Partial<Page> = {}): Page => ({
  url: `https://chat.example${url}`,
  focused: false,
  visibilityState: 'hidden',
  focus: async () => undefined,
  postMessage: (message) => void told.push([url, message]),
  ...more,
});

beforeEach(async () => {
  handlers = new Map();
  [shown, pages, opened, told] = [[], [], [], []];
  vi.stubGlobal('self', {
    location: { origin: 'https://chat.example' },
    addEventListener: (name: string, handler: Handler) => void handlers.set(name, handler),
    skipWaiting: async () => undefined,
    registration: {
      showNotification: async (title: string, options: Record<string, unknown>) =>
        void shown.push({ title, options }),
      getNotifications: async ({ tag }: { tag: string }) =>
        shown
          .filter((n) => n.options['tag'] === tag)
          .map((n) => ({ close: () => void shown.splice(shown.indexOf(n), 1) })),
    },
    clients: {
      matchAll: async () => pages,
      openWindow: async (url: string) => void opened.push(url),
    },
  });
  vi.resetModules();
  await import('./sw.ts');
});

afterEach(() => void vi.unstubAllGlobals());

/** Lets an event happen, and waits as long as it asks to. */
async function happen(name: string, event: object): Promise<void> {
  const waits: unknown[] = [];
  handlers.get(name)?.({ ...event, waitUntil: (p: unknown) => void waits.push(p) });
  await Promise.all(waits);
}

async function push(payload: unknown) {
  await happen('push', { data: { json: () => JSON.parse(String(payload)) } });
  return shown.at(-1);
}

async function click(url: unknown) {
  const close = vi.fn();
  await happen('notificationclick', { notification: { data: url, close } });
  expect(close).toHaveBeenCalledOnce();
}

const later = new Date(Date.now() + 60_000).toISOString();

it('shows an offer until it is answered, and sounds for each', async () => {
  const offer = {
    kind: 'offer',
    tag: 'offer-1',
    title: 'Maria Lindqvist',
    body: 'asks about her order',
    url: '/inbox/maria-lindqvist',
    until: later,
  };
  expect(await push(JSON.stringify(offer))).toEqual({
    title: 'Maria Lindqvist',
    options: {
      body: 'asks about her order',
      icon: '/icon-192.png',
      badge: '/badge-96.png',
      data: '/inbox/maria-lindqvist',
      tag: 'offer-1',
      renotify: true,
      requireInteraction: true,
      silent: false,
    },
  });
});

it.each([
  [
    'an offer that came too late',
    { kind: 'offer', until: '2020-01-01T00:00:00Z' },
    [false, true, false],
  ],
  ['a message', { kind: 'message' }, [false, true, false]],
  ['an assignment', { kind: 'assigned' }, [false, false, false]],
  ['what is over', { kind: 'over' }, [false, false, true]],
  ['a test', { kind: 'test' }, [false, false, false]],
])('shows %s as it should', async (_, payload, [stays, again, silent]) => {
  const now = await push(JSON.stringify({ title: 'Baton', body: 'x', tag: 'a', ...payload }));
  expect(now?.options).toMatchObject({ requireInteraction: stays, renotify: again, silent });
});

it('leaves nothing of what somebody has seen to themselves', async () => {
  await push(JSON.stringify({ kind: 'offer', title: 'Maria', tag: 'a', url: '/inbox/a' }));
  await push(JSON.stringify({ kind: 'offer', title: 'Otto', tag: 'b', url: '/inbox/b' }));
  await push(JSON.stringify({ kind: 'close', title: 'Maria', tag: 'a', url: '/inbox/a' }));
  expect(shown.map((n) => n.title)).toEqual(['Otto']);
});

it.each([
  ['no JSON', 'hello'],
  ['null', 'null'],
  ['a number', '7'],
  ['another shape', '{"title":3,"tag":null}'],
])('shows something for %s', async (_, payload) => {
  const now = await push(payload);
  expect(now).toMatchObject({
    title: 'Baton',
    options: { body: 'There is news for you. Open Baton to see it.' },
  });
  // a browser refuses to sound again for what has no tag
  expect(now?.options).not.toHaveProperty('renotify');
});

it('shows something for a push without content', async () => {
  await happen('push', { data: null });
  expect(shown).toHaveLength(1);
});

it('takes an open dashboard there, the one that is in use', async () => {
  pages = [
    page('/w/northwheel'),
    page('/board'),
    page('/inbox', { visibilityState: 'visible' }),
    page('/knowledge', { focused: true, visibilityState: 'visible' }),
  ];
  await click('/inbox/maria-lindqvist');
  expect(told).toEqual([['/knowledge', { type: 'open', url: '/inbox/maria-lindqvist' }]]);
  expect(opened).toEqual([]);
});

it('takes it there even if it may not come to the front', async () => {
  pages = [page('/board', { focus: () => Promise.reject(new TypeError('not allowed')) })];
  await click('/inbox/a?seq=3#end');
  expect(told).toEqual([['/board', { type: 'open', url: '/inbox/a?seq=3#end' }]]);
});

it('opens a dashboard where none is open; a panel of the widget is none', async () => {
  pages = [page('/w/northwheel')];
  await click('/inbox/maria-lindqvist');
  expect(opened).toEqual(['/inbox/maria-lindqvist']);
  expect(told).toEqual([]);
});

it.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  'javascript:alert(1)',
  'inbox',
  '',
  undefined,
  { url: '/board' },
])('goes nowhere else: %s', async (url) => {
  await click(url);
  expect(opened).toEqual(['/inbox']);
});
