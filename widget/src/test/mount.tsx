// The whole panel over a scripted server, as a visitor meets it.

import { type Keep, openMemory } from '@baton/shared/keep';
import type { Signs } from '@baton/shared/surroundings';
import { TestClock } from '@baton/shared/test-clock';
import { cleanup, render } from '@testing-library/preact';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { act } from 'preact/test-utils';
import { demoSite } from '../demo/transport.ts';
import { Shell } from '../panel/shell.ts';
import { type LanguageCode, loadMore, loadTexts, type TMore } from '../panel/texts/text.ts';
import { App } from '../panel/ui/App.tsx';
import type { Teaser } from '../wire.ts';
import type { TestServer } from './server.ts';

export interface Mounted {
  shell: Shell;
  clock: TestClock;
  user: UserEvent;
  keep: Keep;
  /** Told to the host: "unread", "handoff"... with details. */
  told: [string, object][];
  unread: { count: number; teaser: Teaser | undefined }[];
  closed: () => number;
  language: () => LanguageCode | undefined;
  signs: { give: (sign: 'online' | 'offline' | 'seen') => void };
  /** Lets time pass, in ms, and everything be drawn. */
  pass: (ms: number) => Promise<void>;
}

export const present = new Date(2026, 10, 17, 10, 25).getTime();

const open: Shell[] = [];

/**
 * Ends every panel of a test. Preact undoes effects a moment after that; here at once, for afterwards
 * the document may be gone.
 */
export async function unmount(): Promise<void> {
  await act(cleanup);
  for (const shell of open.splice(0)) await shell.dispose();
}

export async function mount(server: TestServer, options: { keep?: Keep } = {}): Promise<Mounted> {
  const clock = new TestClock(present);
  const keep = options.keep ?? openMemory();
  const told: [string, object][] = [];
  const unread: Mounted['unread'] = [];
  const listeners = new Set<(sign: 'online' | 'offline' | 'seen') => void>();
  let closed = 0;
  let language: LanguageCode | undefined;
  let up = true;
  const signs: Signs = {
    online: () => up,
    listen: (fn) => {
      listeners.add(fn);
      return () => listeners.delete(fn);
    },
  };
  const t = (await loadTexts(['en-GB'])) as unknown as TMore;
  await loadMore();
  const shell = new Shell({
    site: demoSite.key,
    ask: server.ask,
    socketAddress: 'ws://chat/ws/visitor',
    socket: server.socket,
    signs,
    keep,
    clock,
    locale: () => 'en-GB',
    texts: () => t,
    page: () => ({ url: 'https://shop.example/fjord', title: 'Fjord' }),
    tell: (name, detail) => told.push([name, detail]),
    onUnread: (count, teaser) => unread.push({ count, teaser }),
    onRefused: (say) => told.push(['refused', { say }]),
    onKnown: (known) => told.push(['known', { known }]),
  });
  open.push(shell);
  shell.set({ site: demoSite, shown: true });
  const panel = {
    shell,
    t: t as never,
    now: () => clock.now(),
    close: () => {
      closed += 1;
    },
    setLanguage: (code: LanguageCode) => {
      language = code;
    },
  };
  render(<App panel={panel} />);
  await shell.open();
  const pass = (ms: number) => act(() => clock.pass(ms));
  await pass(0);
  return {
    shell,
    clock,
    user: userEvent.setup({ delay: null }),
    keep,
    told,
    unread,
    closed: () => closed,
    language: () => language,
    signs: {
      give: (sign) => {
        if (sign !== 'seen') up = sign === 'online';
        for (const fn of listeners) fn(sign);
      },
    },
    pass,
  };
}
