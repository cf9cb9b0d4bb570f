// The panel's entry: waits for the loader's first message, then draws.

import { readableAccent } from '@baton/shared/accent';
import { isBag } from '@baton/shared/bag';
import { direction } from '@baton/shared/catalogue';
import { openKeep } from '@baton/shared/keep';
import { browserTabs } from '@baton/shared/tabs';
import { render } from 'preact';
import {
  fitting,
  type HostEvents,
  type HostPage,
  type HostState,
  type Init,
  type Teaser,
  type ToPanel,
} from '../wire.ts';
import { httpAsk } from './ask.ts';
import type { Wishes } from './calls.ts';
import { parentHost } from './host.ts';
import { Shell } from './shell.ts';
import { unread } from './state.ts';
import { type LanguageCode, loadTexts, type T, type TMore } from './texts/text.ts';
import { App, focusFirst } from './ui/App.tsx';
import { whenCodeIsMissing } from './ui/lazy.tsx';
import './panel.css';

const site = location.pathname.split('/')[2] ?? '';
const host = parentHost();
const keep = openKeep(`baton:${site}:`, () => localStorage);
const root = document.documentElement;
// Outlives a reload of the frame, not more.
let wishes: Wishes = history.state ?? {};
let scheme = '';
let page: HostPage = { url: '', title: '' };
let t: T | undefined;
let news: { count: number; teaser: Teaser | undefined } = { count: 0, teaser: undefined };

const shell = new Shell({
  site,
  ask: httpAsk(site),
  socketAddress: `${location.origin.replace(/^http/, 'ws')}/ws/visitor?site=${encodeURIComponent(site)}`,
  keep,
  tabs: browserTabs(`baton:${site}`),
  locale: () => wanted()[0] ?? 'en',
  texts: () => t as TMore | undefined,
  page: () => page,
  tell,
  onUnread: (count, teaser) => {
    news = { count, teaser };
    look();
    tell('unread', { count });
  },
  onRefused: (say) => {
    warn(say);
    host.say({ type: 'stop' });
  },
  onKnown: (known) => host.say({ type: 'known', payload: known }),
});

/** Tells the host's listeners, and what changes in Baton.state by it. */
function tell<N extends keyof HostEvents>(name: N, detail: HostEvents[N]): void {
  const state: Partial<HostState> = {
    ...(name === 'ready' && { ready: true }),
    ...('count' in detail && { unread: detail.count }),
    ...('status' in detail && { status: detail.status }),
    ...(name === 'handoff' && 'state' in detail && { handoff: detail.state }),
  };
  host.say({ type: 'event', payload: { name, detail, state } });
}

/** The languages that this reader wants, best first: chosen here, set by the site, the browser's. */
function wanted(): string[] {
  const chosen = [keep.get('language'), wishes.locale].flatMap((l) => l ?? []);
  return [...chosen, ...navigator.languages, shell.state.site?.locale ?? 'en'];
}

async function draw(): Promise<void> {
  t = await loadTexts(wanted());
  root.lang = t.language;
  root.dir = direction(t.language);
  dress();
  const setLanguage = (code: LanguageCode) => {
    keep.set('language', code);
    void draw();
  };
  const close = () => host.say({ type: 'close' });
  const app = document.getElementById('app');
  if (app) render(<App panel={{ shell, t, now: Date.now, close, setLanguage }} />, app);
  look();
}

/** What the launcher says and how it looks. Not needed to draw the panel, so it comes after. */
function look(): void {
  if (!t) return;
  const texts = t;
  const { count, teaser } = news;
  const name = shell.state.site?.name ?? '';
  void import('./near.ts').then(({ near }) =>
    host.say({ type: 'look', payload: near.lookOf(texts, name, wishes, scheme, count, teaser) }),
  );
}

/** Theme and accent: what the visitor chose, else what the site wants, else what the system says. */
function dress(): void {
  const own = shell.state.theme;
  const wish = own === 'auto' ? (wishes.theme ?? 'auto') : own;
  const theme = wish === 'host' ? scheme : wish;
  const decided = theme === 'dark' || theme === 'light';
  const dark = decided ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset['theme'] = dark ? 'dark' : 'light';
  const colour = wishes.accent ?? shell.state.site?.accent ?? '';
  const more = matchMedia('(prefers-contrast: more)').matches;
  const accent = more ? undefined : readableAccent(colour, dark ? 'dark' : 'light');
  if (!accent) return;
  root.style.setProperty('--accent', accent.accent);
  root.style.setProperty('--on-accent', accent.onAccent);
}

function begin(init: Init): Promise<void> {
  const { resume, phone, locale, theme } = init;
  scheme = init.scheme;
  page = fitting(init.page);
  shell.set({ phone, site: init.site });
  wishes = { ...(locale && { locale }), ...(theme && { theme: theme as 'auto' }), ...wishes };
  return draw().then(() => (resume ? shell.open() : undefined));
}

function open(opening: { [K in 'view' | 'draft' | 'article' | 'reason']?: unknown }): void {
  const { view, draft, article, reason } = opening;
  const views = ['home', 'chat', 'help', 'handoff', undefined];
  if (![draft, article, reason].every(isWord) || !views.includes(view as undefined)) {
    warn('open takes { view, draft, article } and handoff { reason }, all texts');
  }
  if (typeof article === 'string') shell.go({ at: 'help', slug: article, from: 'home' });
  else if (view === 'help') shell.go({ at: 'help', from: 'home' });
  else if (view === 'home' || view === 'chat') shell.go({ at: view });
  else if (!view && unread(shell.state.chat) > 0) shell.go({ at: 'chat' });
  if (typeof draft === 'string') shell.set({ proposal: draft });
  shell.show(true);
  void shell.open();
  if (view === 'handoff') {
    shell.askForPerson(typeof reason === 'string' ? reason.slice(0, 300) : undefined);
  }
}

function isWord(x: unknown): boolean {
  return x === undefined || typeof x === 'string';
}

async function receive(message: ToPanel): Promise<void> {
  switch (message.type) {
    case 'init':
      await begin(message.payload);
      break;
    case 'open':
      open(message.payload);
      break;
    case 'close':
      shell.show(false);
      break;
    case 'focus':
      focusFirst(shell.state.phone);
      break;
    case 'call': {
      const [method, ...given] = message.payload;
      if (method === 'page') turn(given[0]);
      else await oblige(method, given);
    }
  }
}

function warn(say: string): void {
  host.say({ type: 'warn', payload: say });
}

function turn(to: unknown): void {
  if (isBag<keyof HostPage>(to) && typeof to.url === 'string') {
    page = fitting({ url: to.url, title: `${to.title ?? ''}` });
    shell.page(page);
  } else warn('page takes { url, title }');
}

/** Does what the host page asked for, if it makes sense. */
async function oblige(method: string, given: readonly unknown[]): Promise<void> {
  const { call } = await import('./calls.ts');
  const onWishes = (more: Wishes) => {
    wishes = { ...wishes, ...more };
    history.replaceState(wishes, '');
    void draw();
  };
  const askToken = (turn: number) => host.say({ type: 'token', payload: turn });
  call(method, given, { shell, onWishes, warn, askToken });
}

let theme = shell.state.theme;
shell.store.listen(() => {
  if (theme === shell.state.theme) return;
  theme = shell.state.theme;
  dress();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', dress);
addEventListener('online', () => {
  if (shell.state.phase === 'failed') void shell.open();
});

// A newer version has replaced the code that this page wants: begin again with it. What was typed and
// what is to be sent is kept. Not twice in a minute, since then it is the network.
whenCodeIsMissing(() => {
  const before = Number(keep.get('reloaded') ?? 0);
  if (Date.now() - before < 60_000) return;
  keep.set('reloaded', String(Date.now()));
  location.reload();
});

host.listen((message) => void receive(message));
