// The demo page: any state of the panel, without a server. demo.html?state=NAME&theme=dark&lang=ar&phone

import { readableAccent } from '@baton/shared/accent';
import { direction } from '@baton/shared/catalogue';
import { openMemory } from '@baton/shared/keep';
import { browserClock } from '@baton/shared/surroundings';
import { render } from 'preact';
import { Shell } from '../panel/shell.ts';
import { type LanguageCode, loadMore, loadTexts, type T, type TMore } from '../panel/texts/text.ts';
import { App } from '../panel/ui/App.tsx';
import { present, scenes } from './scenes.ts';
import { demoAsk, demoSite, demoSocket } from './transport.ts';
import '../panel/panel.css';

const query = new URLSearchParams(location.search);
const name = query.get('state') ?? 'home-open';
const scene = scenes[name] ?? {};
const root = document.documentElement;
const start = browserClock.now();
const now = () => present + browserClock.now() - start;
let t: T | undefined;

const shell = new Shell({
  site: demoSite.key,
  ask: demoAsk(scene),
  socketAddress: 'ws://demo',
  socket: demoSocket(scene),
  signs: { online: () => scene.server !== 'drops', listen: () => () => undefined },
  keep: openMemory(),
  clock: { now, after: browserClock.after },
  locale: () => 'en',
  texts: () => t as TMore | undefined,
  page: () => ({ url: 'https://shop.example/', title: 'Northwheel' }),
  tell: () => undefined,
  onUnread: () => undefined,
  onRefused: () => undefined,
  onKnown: () => undefined,
});

async function draw(language: string): Promise<void> {
  t = await loadTexts([language]);
  root.lang = t.language;
  root.dir = direction(t.language);
  const app = document.getElementById('app');
  const setLanguage = (code: LanguageCode) => void draw(code);
  if (app) render(<App panel={{ shell, t, now, close: () => undefined, setLanguage }} />, app);
}

function press(label: string | RegExp): void {
  const look = setInterval(() => {
    const found = [...document.querySelectorAll('button')].find((b) => b.innerText.match(label));
    if (!found) return;
    clearInterval(look);
    found.click();
  }, 20);
}

function choose(): void {
  const bar = document.getElementById('bar');
  if (!bar) return;
  for (const state of Object.keys(scenes)) {
    const link = document.createElement('a');
    const to = new URLSearchParams(query);
    to.set('state', state);
    link.href = `?${to}`;
    link.textContent = state;
    if (state === name) link.ariaCurrent = 'page';
    bar.append(link);
  }
}

const theme = query.get('theme') === 'dark' ? 'dark' : 'light';
root.dataset['theme'] = theme;
if (query.has('contrast')) root.dataset['contrast'] = 'more';
if (query.has('bare')) root.dataset['bare'] = '';
const accent = readableAccent(query.get('accent') ?? '', theme);
if (accent) {
  root.style.setProperty('--accent', accent.accent);
  root.style.setProperty('--on-accent', accent.onAccent);
}
shell.set({ phone: query.has('phone'), site: demoSite, shown: true, screen: { at: 'home' } });
if (scene.screen)
  shell.go(scene.screen === 'help' ? { at: 'help', from: 'home' } : { at: scene.screen });
choose();
await loadMore();
await draw(query.get('lang') ?? 'en-GB');
await shell.open();
if (scene.life) await shell.talk();
scene.act?.(shell, press);
