import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Settings } from '../settings.ts';
import { media } from '../test/setup.ts';
import type { Look, ToPanel } from '../wire.ts';
import { createBaton } from './baton.ts';

const origin = 'https://chat.example';
const settings: Settings = {
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
const look: Look = { label: 'Open chat', close: 'Close chat', title: 'Northwheel chat', css: '' };

let warnings: string[];
let baton: ReturnType<typeof createBaton>;

function start(data: Record<string, string> = {}): ReturnType<typeof createBaton> {
  baton = createBaton(settings, origin, data as DOMStringMap, (say) => warnings.push(say));
  return baton;
}

const element = () => document.querySelector('baton-chat') as HTMLElement | null;
const shadow = () => element()?.shadowRoot as ShadowRoot;
const launcher = () => shadow().querySelector<HTMLElement>('.o') as HTMLElement;
const frame = () => shadow().querySelector('iframe');

/** Lets the panel's document finish loading, and catches what is said to it. */
function load(): ToPanel[] {
  const said: ToPanel[] = [];
  const box = frame();
  if (!box) throw new Error('there is no frame');
  const postMessage = (message: ToPanel, to: string) => {
    expect(to).toBe(origin);
    said.push(message);
  };
  Object.defineProperty(box, 'contentWindow', { value: { postMessage }, configurable: true });
  box.dispatchEvent(new Event('load'));
  return said;
}

/** A message as from the panel; from and source can be forged. */
function hear(message: object, from = origin, source: unknown = frame()?.contentWindow): void {
  const event = new MessageEvent('message', { data: { baton: 1, ...message }, origin: from });
  Object.defineProperty(event, 'source', { value: source });
  window.dispatchEvent(event);
}

beforeEach(() => {
  vi.useFakeTimers();
  warnings = [];
  localStorage.clear();
});

afterEach(() => {
  baton.api.shutdown();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('before the first use', () => {
  it('is one element on <html>, with a name, and stores and loads nothing', () => {
    start();
    expect(element()?.parentElement).toBe(document.documentElement);
    expect(launcher().ariaLabel).toBe('Northwheel chat');
    expect(launcher().ariaExpanded).toBe('false');
    expect(frame()).toBeNull();
    expect(localStorage.length).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('loads the panel when the visitor comes near, and nothing else', () => {
    start();
    launcher().dispatchEvent(new Event('focus'));
    expect(frame()?.src).toBe(`${origin}/w/site-key-1`);
    expect(frame()?.classList.contains('h')).toBe(true);
    expect(load().map((m) => m.type)).toEqual(['init']);
    expect(localStorage.length).toBe(0);
  });
});

describe('opening', () => {
  it('says who embeds first, then what was asked for, then hands over the focus', () => {
    start({ locale: 'de', theme: 'dark' });
    baton.api.open({ view: 'chat', draft: 'Hello' });
    const said = load();
    expect(said.map((m) => m.type)).toEqual(['init', 'open', 'focus']);
    expect(said[0]).toMatchObject({
      payload: { site: settings, locale: 'de', theme: 'dark', phone: false, resume: false },
    });
    expect(said[1]).toMatchObject({ payload: { view: 'chat', draft: 'Hello' } });
    expect(baton.state.open).toBe(true);
    expect(launcher().ariaExpanded).toBe('true');
  });

  it('toggles by the launcher and gives the focus back', () => {
    start();
    launcher().click();
    const said = load();
    launcher().click();
    expect(said.at(-1)?.type).toBe('close');
    expect(baton.state.open).toBe(false);
    expect(shadow().activeElement).toBe(launcher());
  });

  it('closes when the panel says so', () => {
    start();
    baton.api.open();
    load();
    hear({ type: 'close' });
    expect(baton.state.open).toBe(false);
  });

  it('shows no empty frame for long when the server cannot be reached', () => {
    start();
    const errors: object[] = [];
    baton.api.on('error', (e) => errors.push(e));
    baton.api.open();
    vi.advanceTimersByTime(15_001);
    expect(frame()).toBeNull();
    expect(baton.state.open).toBe(false);
    expect(errors).toEqual([{ code: 'unreachable' }]);
    expect(warnings.join()).toContain(origin);
    baton.api.open();
    expect(frame()).not.toBeNull();
  });

  it('starts the panel again where it was when the frame has loaded anew', () => {
    start();
    baton.api.open();
    load();
    expect(load().map((m) => m.type)).toEqual(['init', 'open']);
  });

  it('asks for a person in one step', () => {
    start();
    baton.api.handoff({ reason: 'from checkout' });
    const open = load().find((m) => m.type === 'open');
    expect(open).toMatchObject({ payload: { view: 'handoff', reason: 'from checkout' } });
  });

  it('fills the phone above the keyboard and keeps the page behind from being reached', () => {
    media.add('(max-width:480px)');
    Object.assign(window.visualViewport ?? {}, { offsetTop: 12, height: 400 });
    start();
    baton.api.open();
    expect(frame()?.style.height).toBe('400px');
    expect(frame()?.style.top).toBe('12px');
    expect(document.body.hasAttribute('inert')).toBe(true);
    baton.api.close();
    expect(document.body.hasAttribute('inert')).toBe(false);
  });
});

describe('messages', () => {
  it('counts only what comes from the frame and from its origin', () => {
    start();
    baton.api.open();
    load();
    const forged = { type: 'look', payload: { ...look, close: 'Forged' } };
    hear(forged, 'https://evil.example');
    hear(forged, origin, window);
    hear({ ...forged, baton: 0 });
    expect(launcher().ariaLabel).toBe('Northwheel chat');
    hear({ type: 'look', payload: look });
    expect(launcher().ariaLabel).toBe('Close chat');
    expect(frame()?.title).toBe('Northwheel chat');
  });

  it('shows who wrote, never what, and can be dismissed', () => {
    start();
    launcher().dispatchEvent(new Event('focus'));
    load();
    const face = { width: 72 } as ImageBitmap;
    const teaser = {
      label: 'Open chat, 2 unread messages',
      name: 'Anna answered you',
      line: '2 new messages',
      dismiss: 'Dismiss',
      face,
    };
    hear({ type: 'look', payload: { ...look, label: teaser.label, teaser } });
    const line = shadow().querySelector<HTMLElement>('.t');
    expect(launcher().ariaLabel).toBe('Open chat, 2 unread messages');
    expect(line?.hidden).toBe(false);
    expect(shadow().querySelector('[role=status], .s')?.textContent).toBe(
      'Anna answered you. 2 new messages',
    );
    line?.querySelector<HTMLElement>('.c')?.click();
    expect(line?.hidden).toBe(true);
    expect(baton.state.open).toBe(false);
    hear({ type: 'look', payload: { ...look, label: teaser.label, teaser: { ...teaser } } });
    line?.click();
    expect(baton.state.open).toBe(true);
    expect(line?.hidden).toBe(true);
  });

  it('tells listeners and keeps the state, and one broken listener harms nobody', () => {
    start();
    baton.api.open();
    load();
    const heard: string[] = [];
    baton.api.on('status', () => {
      heard.push('broken');
      throw new Error('the host’s own');
    });
    const undo = baton.api.on('status', () => heard.push('status'));
    hear({
      type: 'event',
      payload: { name: 'status', detail: { status: 'online' }, state: { status: 'online' } },
    });
    expect(baton.state.status).toBe('online');
    expect(() => vi.advanceTimersByTime(1)).toThrow('the host’s own');
    vi.advanceTimersByTime(1);
    expect(heard).toEqual(['broken', 'status']);
    undo();
    baton.api.off('status', () => undefined);
  });

  it('takes itself away when the server refuses the site', () => {
    start();
    baton.api.open();
    load();
    hear({ type: 'warn', payload: 'This site may not embed the chat' });
    hear({ type: 'stop' });
    expect(element()).toBeNull();
    expect(warnings).toEqual(['This site may not embed the chat']);
  });
});

describe('coming back', () => {
  it('remembers after the first opening that the visitor was here, and warms the frame then', () => {
    start();
    baton.api.open();
    load();
    hear({ type: 'known', payload: true });
    expect(localStorage.getItem('baton:site-key-1')).toBe('1');
    baton.api.shutdown();

    start();
    vi.advanceTimersByTime(2000);
    expect(load()[0]).toMatchObject({ type: 'init', payload: { resume: true } });
    hear({ type: 'known', payload: false });
    expect(localStorage.length).toBe(0);
  });

  it('works where the host’s storage is refused', () => {
    vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    start();
    baton.api.open();
    load();
    hear({ type: 'known', payload: true });
    expect(baton.state.open).toBe(true);
  });
});

describe('the host page decides', () => {
  it('waits for consent, and takes it all back', () => {
    start({ consent: 'required' });
    baton.api.open();
    expect(element()).toBeNull();
    baton.api.consent(true);
    expect(element()).not.toBeNull();
    baton.api.open();
    load();
    hear({ type: 'known', payload: true });
    baton.api.consent(false);
    expect(element()).toBeNull();
    expect(localStorage.length).toBe(0);
  });

  it('waits for boot when told to, with options', () => {
    start({ boot: 'manual' });
    expect(element()).toBeNull();
    baton.api.boot({ side: 'left', launcher: 'none', z: '5' });
    expect(element()?.classList.contains('l')).toBe(true);
    expect(element()?.classList.contains('q')).toBe(true);
    expect(element()?.style.getPropertyValue('--z')).toBe('5');
    baton.api.show();
    expect(element()?.classList.contains('q')).toBe(false);
  });

  it('follows the page’s own colour scheme when told to', () => {
    document.documentElement.style.colorScheme = 'dark';
    start({ theme: 'host' });
    expect(element()?.style.getPropertyValue('--c')).toBe('dark');
    baton.api.theme({ mode: 'auto', accent: '#123456' });
    expect(load().filter((m) => m.type === 'call')).toMatchObject([
      { payload: ['theme', { mode: 'auto', accent: '#123456' }] },
    ]);
    document.documentElement.removeAttribute('style');
  });

  it('passes on what is the panel’s business, also before it is there', () => {
    start();
    baton.api.identify({ name: 'Maria', email: 'maria@example.com' });
    baton.api.locale('fr');
    baton.api.open();
    expect(load().filter((m) => m.type === 'call')).toMatchObject([
      { payload: ['identify', { name: 'Maria', email: 'maria@example.com' }] },
      { payload: ['locale', 'fr'] },
    ]);
  });

  it('calls the page’s own function for a token, each time the panel asks', async () => {
    start();
    let n = 0;
    baton.api.identify(async () => `token-${++n}`);
    baton.api.open();
    const said = load();
    expect(said.filter((m) => m.type === 'call')).toMatchObject([{ payload: ['identify', 'ask'] }]);
    expect(n).toBe(0);
    said.length = 0;
    hear({ type: 'token', payload: 1 });
    await vi.waitFor(() => expect(said).toHaveLength(1));
    hear({ type: 'token', payload: 2 });
    await vi.waitFor(() => expect(said).toHaveLength(2));
    expect(said).toMatchObject([
      { payload: ['identify', { token: 'token-1', payload: 1 }] },
      { payload: ['identify', { token: 'token-2', payload: 2 }] },
    ]);
  });

  it('warns when the page’s function fails, and forgets it with the log-out', async () => {
    start();
    baton.api.identify(() => {
      throw new Error('no backend');
    });
    baton.api.open();
    const said = load();
    hear({ type: 'token', payload: 1 });
    await vi.waitFor(() => expect(`${warnings}`).toBe('Error: no backend'));
    let called = 0;
    baton.api.identify(() => ++called);
    baton.api.logout();
    said.length = 0;
    hear({ type: 'token', payload: 2 });
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(called).toBe(0);
    expect(said).toMatchObject([{ payload: ['identify', { token: undefined, payload: 2 }] }]);
  });

  it('takes nothing that cannot pass, and keeps the first and the last of very many calls', () => {
    start();
    expect(() => baton.api.set({ plan: () => 'pro' })).toThrow();
    baton.api.identify({ name: 'Maria' });
    for (let i = 0; i < 2000; i++) baton.api.track(`event ${i}`);
    baton.api.open();
    const calls = load().flatMap((m) => (m.type === 'call' ? [m.payload] : []));
    expect(calls.length).toBeLessThan(1100);
    expect(calls[0]).toEqual(['identify', { name: 'Maria' }]);
    expect(calls.at(-1)).toEqual(['track', 'event 1999']);
  });

  it('tells the panel of another page, without its query values', () => {
    history.replaceState(null, '', '/bikes?token=secret#/fjord?step=2');
    start();
    baton.api.open();
    const said = load();
    vi.advanceTimersByTime(1000);
    said.length = 0;
    history.pushState(null, '', '/bikes/40?email=maria@example.com');
    vi.advanceTimersByTime(1000);
    expect(said).toMatchObject([
      { type: 'call', payload: ['page', { url: `${location.origin}/bikes/40` }] },
    ]);
    vi.advanceTimersByTime(5000);
    expect(said).toHaveLength(1);
  });
});

it('leaves nothing behind after shutdown', () => {
  const added = vi.spyOn(window, 'addEventListener');
  const push = history.pushState;
  start();
  baton.api.open();
  load();
  const signals = added.mock.calls.map(([, , how]) => (how as AddEventListenerOptions).signal);
  baton.api.shutdown();
  vi.advanceTimersByTime(20_000);
  expect(element()).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
  expect(signals.length).toBeGreaterThan(0);
  for (const signal of signals) expect(signal?.aborted).toBe(true);
  expect(history.pushState).toBe(push);
  expect(document.body.hasAttribute('inert')).toBe(false);
  hear({ type: 'known', payload: true }, origin, null);
  expect(localStorage.length).toBe(0);
  baton.api.boot();
  expect(element()).not.toBeNull();
});
