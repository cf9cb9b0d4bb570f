// The public API and what it does: Baton('open'), Baton.on('unread', fn) and so on. What is more than
// showing and hiding is passed on to the panel, which knows the words and the rules.

import type { Settings } from '../settings.ts';
import type { HostState, Look, ToLoader, ToPanel } from '../wire.ts';
import { make } from './dom.ts';
import { drawLauncher, type Launcher } from './launcher.ts';

/** What the host page may decide, by attributes of the script or by boot(). */
export interface Options {
  locale?: string;
  theme?: string;
  side?: string;
  launcher?: string;
  z?: string;
}

type Fn = (detail: object) => void;

/** A panel that has said nothing after so long will not; ms. */
const panelWithin = 15_000;
/** How many calls wait for the panel. */
const kept = 999;
/** How often the page's address is looked at once the panel is there. Nothing of the host is hooked; ms. */
const lookEvery = 1000;

export function createBaton(
  settings: Settings,
  origin: string,
  data: DOMStringMap,
  warn: (say: string) => void,
) {
  const options: Options = { ...data };
  const listeners = new Map<unknown, Set<Fn>>();
  const phone = matchMedia('(max-width:480px)');
  const state: HostState = { ready: false, open: false, unread: 0, status: '', handoff: '' };
  const flag = `baton:${settings.key}`;
  const title = `${settings.name} chat`;
  let look: Look = { label: title, close: title, title, css: '' };
  let allowed = data['consent'] !== 'required';
  let launcher: Launcher | undefined;
  let frame: HTMLIFrameElement | undefined;
  /** What is said before the panel listens. */
  let waiting: ToPanel[] | undefined = [];
  let heard = false;
  /** Gives the visitor's token, when the page has given a function for it. */
  let ask: false | undefined | (() => unknown);
  let seen = '';
  let timer: number;
  let ending: AbortController;

  /** The one thing that is kept in the host: that this visitor has been here. Sets it, or tells of it. */
  const known = (yes?: boolean): unknown => {
    try {
      if (yes) localStorage[flag] = 1;
      else if (yes === false) delete localStorage[flag];
      return localStorage[flag];
    } catch {
      return; // the badge then waits for the first opening
    }
  };

  const say = (message: ToPanel) => {
    if (waiting)
      waiting.push(structuredClone(message)); // what cannot pass is found out now
    else frame?.contentWindow?.postMessage({ baton: 1, ...message }, origin);
  };
  const pass =
    (method: string) =>
    (...args: unknown[]) => {
      if (waiting?.[kept]) waiting.splice(99, 1); // the first calls matter most, then the last
      say({ type: 'call', payload: [method, ...args] });
    };

  /** The present page. Query values stay with the host: they may hold what is nobody's business. */
  const page = () => {
    const route = /^#[!/][^?]*/.exec(location.hash) ?? '';
    const url = location.origin + location.pathname + route;
    return { url, title: document.title, referrer: document.referrer };
  };
  const turn = () => {
    const now = page();
    const mark = now.url + now.title;
    if (seen !== mark) api.page(now);
    seen = mark;
  };

  const scheme = () => getComputedStyle(document.documentElement).colorScheme;

  const draw = () => {
    launcher?.draw(look, state.open);
    if (frame) frame.title = look.title;
  };

  /** Loads the panel ahead of its use: nothing is stored, or asked for but the document. */
  const warm = () => {
    if (!launcher || frame) return;
    frame = make('iframe', 'h');
    frame.onload = () => {
      const rest = waiting ?? (state.open ? [{ type: 'open', payload: {} } as const] : []);
      waiting = undefined;
      const how = { scheme: scheme(), phone: phone.matches, resume: !!known() };
      say({ type: 'init', payload: { ...options, ...how, site: settings, page: page() } });
      rest.forEach(say);
    };
    frame.src = `${origin}/w/${settings.key}`;
    launcher.root.shadowRoot?.append(frame);
    timer = setInterval(turn, lookEvery);
    draw();
  };

  /** On phones the panel is all there is, and ends where the keyboard begins. */
  const spread = () => {
    const full = phone.matches && state.open;
    const view = full && visualViewport;
    launcher?.root.classList.toggle('p', full);
    document.body?.toggleAttribute('inert', full);
    if (frame) frame.style.cssText = view ? `top:${view.offsetTop}px;height:${view.height}px` : '';
  };

  const reveal = (open: boolean) => {
    state.open = open;
    frame?.classList.toggle('h', !open);
    draw();
    spread();
  };

  /** Each listener runs by itself: what it throws is the host's own business. */
  const emit = (event: string, detail: object) => {
    for (const fn of listeners.get(event) ?? []) setTimeout(fn, 0, detail);
  };

  const drop = () => {
    clearInterval(timer);
    frame?.remove();
    frame = undefined;
    waiting = [];
    heard = false;
  };

  /** The panel did not come: no empty frame is left standing. */
  const missing = () => {
    if (heard || !state.open) return;
    api.close();
    drop();
    warn(`${origin} unreachable`);
    emit('error', { code: 'unreachable' });
  };

  const hear = ({ source, origin: from, data: said }: MessageEvent) => {
    const ours = frame && source === frame.contentWindow && from === origin && said?.baton;
    if (!ours) return;
    const { type, payload } = said as ToLoader;
    heard = true;
    if (type === 'look') {
      look = payload;
      draw();
    } else if (type === 'event') {
      Object.assign(state, payload.state);
      emit(payload.name, payload.detail);
    } else if (type === 'close') api.close();
    else if (type === 'known') known(payload);
    else if (type === 'warn') warn(payload);
    else if (type === 'token') {
      const answer = (token: unknown) => pass('identify')({ token, payload });
      Promise.resolve()
        .then(ask as () => unknown)
        .then(answer)
        .catch(warn);
    } else api.shutdown();
  };

  // The API --------------------------------------------------------------------

  const api = {
    __proto__: null, // so that there are no methods but these
    boot(given?: Options) {
      Object.assign(options, given);
      if (launcher || !allowed) return;
      ending = new AbortController();
      launcher = drawLauncher(api.toggle, warm, () => api.open());
      const { root } = launcher;
      root.classList.toggle('l', options.side === 'left');
      root.classList.toggle('q', options.launcher === 'none');
      // CSS takes a number beyond its largest for its largest: above everything, in few bytes.
      const { theme = 'auto', z = 9e9 } = options;
      const colours = theme === 'host' ? scheme() : theme.replace('auto', 'light dark');
      root.style.cssText = `--a:${settings.accent};--z:${z};--c:${colours}`;
      draw();
      visualViewport?.addEventListener('resize', spread, ending);
      visualViewport?.addEventListener('scroll', spread, ending);
      addEventListener('message', hear, ending);
      if (known()) setTimeout(warm, lookEvery);
    },
    shutdown() {
      reveal(false);
      ending?.abort();
      launcher?.root.remove();
      launcher = undefined;
      drop();
    },
    open(payload: object = {}) {
      if (!launcher) return;
      warm();
      say({ type: 'open', payload });
      reveal(true);
      frame?.focus();
      say({ type: 'focus' });
      setTimeout(missing, panelWithin);
    },
    close() {
      if (!state.open) return;
      say({ type: 'close' });
      reveal(false);
      launcher?.button.focus();
    },
    toggle() {
      if (state.open) api.close();
      else api.open();
    },
    show() {
      launcher?.root.classList.remove('q');
    },
    hide() {
      api.close();
      launcher?.root.classList.add('q');
    },
    handoff(how?: object) {
      api.open({ ...how, view: 'handoff' });
    },
    identify(who: unknown) {
      ask = typeof who === 'function' && (who as () => unknown);
      pass('identify')(ask ? 'ask' : who);
    },
    set: pass('set'),
    track: pass('track'),
    page: pass('page'),
    locale: pass('locale'),
    theme(how: object) {
      warm(); // the panel knows what is a theme, and colours the launcher too
      pass('theme')(how);
    },
    logout() {
      ask = false;
      if (known()) warm();
      pass('logout')();
    },
    consent(given: unknown) {
      if (given !== !!given) throw 'true or false';
      allowed = given;
      if (allowed) return api.boot();
      known(false);
      api.shutdown();
    },
    on(event: unknown, fn: Fn) {
      if (typeof fn !== 'function') throw 'no function';
      pass('on')(event); // which knows the events
      listeners.set(event, (listeners.get(event) ?? new Set()).add(fn));
      return () => api.off(event, fn);
    },
    off(event: unknown, fn: Fn) {
      listeners.get(event)?.delete(fn);
    },
  };
  if (data['boot'] !== 'manual') api.boot();
  return { api, state };
}
