import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const settings = {
  id: 'site-1',
  key: 'site-key-1',
  name: 'Northwheel',
  locale: 'en',
  greeting: '',
  assistant: 'Pip',
  accent: '#3451D1',
  mode: 'live',
  typing_preview: false,
};

type Baton = ((name: string, ...args: unknown[]) => unknown) & {
  close: () => void;
  state: object;
};

let warned: string[];
let script: HTMLScriptElement;

/** Runs the script as the browser would. */
async function run(value: object | null = settings): Promise<Baton> {
  vi.resetModules();
  vi.stubGlobal('__BATON_SETTINGS__', value);
  script = document.createElement('script');
  script.src = 'https://chat.example/widget.js?site=site-key-1';
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(script);
  await import('./main.ts');
  return window.Baton as Baton;
}

const elements = () => document.querySelectorAll('baton-chat').length;

beforeEach(() => {
  warned = [];
  vi.spyOn(console, 'warn').mockImplementation((say: string) => {
    warned.push(say);
  });
});

afterEach(() => {
  if (typeof window.Baton === 'function' && 'shutdown' in window.Baton)
    (window.Baton as unknown as Baton)('shutdown');
  delete window.Baton;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('offers every method as a function too, and the state to read', async () => {
  const baton = await run();
  baton('open');
  expect(baton.state).toMatchObject({ open: true, ready: false, unread: 0 });
  baton.close();
  expect(baton.state).toMatchObject({ open: false });
  Object.assign(baton.state, { open: true });
  expect(baton.state).toMatchObject({ open: false });
});

it('does what was asked for before it was loaded, in order', async () => {
  const stub = function (this: unknown) {
    // biome-ignore lint/complexity/noArguments: this is the snippet that hosts paste
    stub.q.push(arguments);
  } as ((...args: unknown[]) => void) & { q: ArrayLike<unknown>[] };
  stub.q = [];
  window.Baton = stub;
  stub('hide');
  stub('open', { view: 'chat' });
  const baton = await run();
  expect(baton.state).toMatchObject({ open: true });
  expect(document.querySelector('baton-chat')?.classList.contains('q')).toBe(true);
});

it('warns once of what it does not know and cannot use, and never throws', async () => {
  const baton = await run();
  expect(() => {
    baton('fly');
    baton('fly');
    baton('on', 'unread', 'no function');
    baton('toString');
    baton('__proto__');
    baton(Symbol('odd') as unknown as string);
    baton('consent', 'yes');
    baton('set', { plan: () => 'pro' });
    baton('set', { plan: () => 'pro' });
    baton.state = {};
  }).not.toThrow();
  expect(warned).toHaveLength(7);
  expect(warned[0]).toBe('Baton: no method fly.');
  expect(elements()).toBe(1);
});

it('runs once when the script is on the page twice', async () => {
  await run();
  await run();
  expect(elements()).toBe(1);
  expect(warned).toEqual(['Baton: loaded twice.']);
});

it('leaves a global of the host alone and works without its own', async () => {
  const theirs = { conductor: true };
  window.Baton = theirs;
  await run();
  expect(window.Baton).toBe(theirs);
  expect(elements()).toBe(1);
  expect(warned).toEqual(['Baton: window.Baton is taken.']);
  document.querySelector('baton-chat')?.remove();
});

it('draws nothing for a site that is not served', async () => {
  await run(null);
  expect(elements()).toBe(0);
  expect(warned).toEqual(['Baton: unknown site key.']);
});

it('draws nothing and throws nothing where the browser is too old', async () => {
  vi.stubGlobal(
    'CSSStyleSheet',
    class {
      constructor() {
        throw new TypeError('Illegal constructor');
      }
    },
  );
  await run();
  expect(warned).toEqual(['Baton: no chat: TypeError: Illegal constructor.']);
});
