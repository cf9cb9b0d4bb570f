import { Refused } from '@baton/shared/refused';
import { act, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { Life } from '../demo/life.ts';
import { type Mounted, mount, present, unmount } from '../test/mount.tsx';
import { TestServer } from '../test/server.ts';
import { call } from './calls.ts';

const begun = () => new Life(present - 60_000).asks('My chain slips.');

afterEach(unmount);

/** A page beside the panel: what it says, what it is asked for, and what its developer reads. */
async function page(server = new TestServer()) {
  server.answers.set('POST /identify', () => ({ changed: false, verified: true }));
  server.answers.set('POST /attributes', () => undefined);
  server.answers.set('POST /events', () => undefined);
  const panel = await mount(server);
  const warned: string[] = [];
  const turns: number[] = [];
  const wishes: object[] = [];
  const say = (method: string, ...given: unknown[]) =>
    call(method, given, {
      shell: panel.shell,
      onWishes: (more) => wishes.push(more),
      warn: (text) => warned.push(text),
      askToken: (turn) => turns.push(turn),
    });
  const posted = (path: string) =>
    server.asked.flatMap((name, i) => (name === `POST ${path}` ? [i] : [])).length;
  const bodies = (key: string) => server.bodies.filter((body) => key in body);
  return { server, panel, warned, turns, wishes, say, posted, bodies };
}

function token(exp: number): string {
  const part = (x: object) => btoa(JSON.stringify(x)).replace(/=/g, '');
  return `${part({ alg: 'HS256' })}.${part({ sub: 'customer-7', exp })}.c2ln`;
}

/** Ends the session here, as a fresh panel is before its first opening. */
async function close({ shell }: Mounted): Promise<void> {
  shell.set({ shown: false });
  await act(() => shell.forget());
}

describe('identify', () => {
  it('sends a token, and draws the session anew', async () => {
    const { say, server, bodies, posted } = await page();
    const before = posted('/session');
    say('identify', { token: 'a.b.c' });
    await waitFor(() => expect(posted('/session')).toBe(before + 1));
    expect(bodies('token')).toEqual([{ token: 'a.b.c' }]);
    expect(server.asked.indexOf('POST /identify')).toBeGreaterThan(0);
  });

  it('sends the id with its hash, and what is unsigned', async () => {
    const { say, bodies } = await page();
    say('identify', { user_id: 7, hash: 'ab12', name: 'Maria', plan: 'pro' });
    await waitFor(() =>
      expect(bodies('hash')).toEqual([{ user_id: '7', hash: 'ab12', name: 'Maria' }]),
    );
    say('identify', { name: 'Maria', email: 'maria@example.com' });
    await waitFor(() => expect(bodies('email')).toHaveLength(1));
  });

  it('asks for a token only once there is a session', async () => {
    const { say, panel, turns, bodies } = await page();
    await close(panel);
    say('identify', 'ask');
    await panel.pass(0);
    expect(turns).toEqual([]);
    await act(() => panel.shell.open());
    await waitFor(() => expect(turns).toHaveLength(1));
    say('identify', { token: 'a.b.c', payload: turns[0] });
    await waitFor(() => expect(bodies('token')).toHaveLength(1));
  });

  it('asks again before the token ends', async () => {
    const { say, panel, turns, bodies } = await page();
    say('identify', 'ask');
    await waitFor(() => expect(turns).toHaveLength(1));
    say('identify', { token: token(present / 1000 + 3600), payload: turns[0] });
    await waitFor(() => expect(bodies('token')).toHaveLength(1));
    await panel.pass(3_530_000);
    expect(turns).toHaveLength(1);
    await panel.pass(15_000);
    await waitFor(() => expect(turns).toHaveLength(2));
  });

  it('takes no token that was asked for before something else was said', async () => {
    const { say, panel, turns, bodies } = await page();
    say('identify', 'ask');
    await waitFor(() => expect(turns).toHaveLength(1));
    say('identify', { email: 'otto@example.com' });
    say('identify', { token: 'a.b.c', payload: turns[0] });
    say('identify', { token: null, payload: turns[0] });
    await waitFor(() => expect(bodies('email')).toHaveLength(1));
    await panel.pass(0);
    expect(bodies('token')).toEqual([]);
  });

  it('begins anew when the server says that it is somebody else', async () => {
    const { say, server, panel } = await page(new TestServer(begun()));
    server.answers.set('POST /identify', () => {
      server.life = undefined;
      return { changed: true, verified: true };
    });
    expect(panel.shell.state.chat).toBeDefined();
    say('identify', { token: 'a.b.c' });
    await waitFor(() => expect(panel.shell.state.chat).toBeUndefined());
    expect(panel.told).toContainEqual(['known', { known: false }]);
    await waitFor(() => expect(panel.shell.state.phase).toBe('open'));
  });

  it('tells the developer what is wrong, and the visitor nothing', async () => {
    const { say, server, panel, warned } = await page();
    server.answers.set('POST /identify', () => {
      throw new Refused({ code: 'invalid', say: 'The identity token has expired (exp).' });
    });
    say('identify', { token: 'a.b.c' });
    await waitFor(() => expect(warned).toEqual(['identify: The identity token has expired (exp)']));
    expect(panel.shell.state.notice).toBeUndefined();
    expect(panel.shell.state.phase).toBe('open');
  });

  it.each([undefined, null, 'Maria', {}, { token: 7 }, { token: '', name: '' }, { user_id: 'x' }])(
    'does nothing with %j',
    async (given) => {
      const { say, panel, warned, posted } = await page();
      say('identify', given);
      await panel.pass(0);
      expect(warned).toHaveLength(1);
      expect(posted('/identify')).toBe(0);
    },
  );
});

describe('set', () => {
  it('sends texts, numbers, booleans and dates as text, and takes away what is null', async () => {
    const { say, bodies, warned } = await page();
    say('set', { plan: 'pro', seats: 5, trial: false, since: new Date(0), old: null, two: 'a\nb' });
    const attributes = {
      plan: 'pro',
      seats: '5',
      trial: 'false',
      since: '1970-01-01T00:00:00.000Z',
      old: '',
      two: 'a b',
    };
    await waitFor(() => expect(bodies('attributes')).toEqual([{ attributes }]));
    expect(warned).toEqual([]);
  });

  it('keeps all of it until the first session, in memory only', async () => {
    const { say, panel, bodies, posted } = await page();
    await close(panel);
    say('set', { plan: 'free', cart: 1 });
    say('set', { plan: 'pro' });
    await panel.pass(0);
    expect(posted('/attributes')).toBe(0);
    expect(panel.keep.names()).toEqual([]);
    await act(() => panel.shell.open());
    await waitFor(() =>
      expect(bodies('attributes')).toEqual([{ attributes: { plan: 'pro', cart: '1' } }]),
    );
  });

  it('sends it again when the server was away', async () => {
    const { say, server, panel, bodies } = await page();
    server.up = false;
    say('set', { plan: 'pro' });
    await waitFor(() => expect(bodies('attributes')).not.toEqual([]));
    const tried = bodies('attributes').length;
    server.drop();
    server.up = true;
    await panel.pass(5000);
    await waitFor(() => expect(bodies('attributes').length).toBeGreaterThan(tried));
  });

  it('warns of what it cannot use and sends the rest', async () => {
    const { say, bodies, warned } = await page();
    say('set', {
      good: 'x',
      nested: { a: 1 },
      list: [1],
      never: Number.NaN,
      never2: new Date(Number.NaN),
      'my plan': 'x',
      __proto__x: 'x',
      long: 'ö'.repeat(513),
    });
    say('set', 'plan');
    await waitFor(() => expect(bodies('attributes')).toEqual([{ attributes: { good: 'x' } }]));
    expect(warned).toHaveLength(8);
  });

  it('keeps 50 of them', async () => {
    const { say, panel, bodies, warned } = await page();
    await close(panel);
    for (let i = 0; i < 60; i++) say('set', { [`key${i}`]: i });
    await act(() => panel.shell.open());
    await waitFor(() => expect(bodies('attributes')).toHaveLength(1));
    const [sent] = bodies('attributes') as { attributes: object }[];
    expect(Object.keys(sent?.attributes ?? {})).toHaveLength(50);
    expect(new Set(warned).size).toBe(1);
  });
});

describe('track', () => {
  it('notes an event in the conversation that goes on', async () => {
    const { say, bodies } = await page(new TestServer(begun()));
    say('track', 'cart.changed', { items: 2, gift: true, nothing: null });
    await waitFor(() =>
      expect(bodies('events')).toEqual([
        {
          conversation: 'conversation-demo',
          events: [
            {
              client_id: expect.stringMatching(/^[\w-]{8,64}$/),
              name: 'cart.changed',
              props: { items: '2', gift: 'true' },
            },
          ],
        },
      ]),
    );
  });

  it('keeps the last 20 for the next conversation, and says how long ago they were', async () => {
    const { say, panel, bodies, posted } = await page();
    for (let i = 0; i < 25; i++) say('track', `event ${i}`);
    await panel.pass(90_000);
    expect(posted('/events')).toBe(0);
    panel.shell.send('Hello');
    await waitFor(() => expect(bodies('events')).toHaveLength(1));
    const [sent] = bodies('events') as { events: { name: string; ago: number }[] }[];
    expect(sent?.events.map((e) => e.name)).toEqual(
      Array.from({ length: 20 }, (_, i) => `event ${i + 5}`),
    );
    expect(sent?.events[0]?.ago).toBe(90);
  });

  it('repeats with the same ids when the answer was lost', async () => {
    const { say, server, panel, bodies } = await page(new TestServer(begun()));
    server.up = false;
    say('track', 'checkout');
    await waitFor(() => expect(bodies('events')).not.toEqual([]));
    const tried = bodies('events').length;
    server.drop();
    server.up = true;
    await panel.pass(5000);
    await waitFor(() => expect(bodies('events').length).toBeGreaterThan(tried));
    const all = bodies('events') as { events: { client_id: string }[] }[];
    expect(new Set(all.map((body) => body.events[0]?.client_id)).size).toBe(1);
  });

  it.each([
    [undefined],
    [''],
    [' '],
    [7],
    ['x'.repeat(65)],
    ['x', 'props'],
    ['x', Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`p${i}`, 1]))],
  ])('does nothing with %j', async (...given) => {
    const { say, panel, warned, posted } = await page(new TestServer(begun()));
    say('track', ...given);
    await panel.pass(0);
    expect(warned).toHaveLength(1);
    expect(posted('/events')).toBe(0);
  });
});

describe('whoever comes next', () => {
  it('gets nothing of what was said before the log-out', async () => {
    const { say, panel, bodies, posted } = await page();
    await close(panel);
    say('identify', { email: 'maria@example.com' });
    say('set', { plan: 'pro' });
    say('track', 'checkout');
    say('logout');
    say('set', { lang: 'de' });
    await panel.pass(0);
    expect(posted('/logout')).toBe(0);
    await act(() => panel.shell.open());
    await waitFor(() => expect(bodies('attributes')).toEqual([{ attributes: { lang: 'de' } }]));
    expect(bodies('email')).toEqual([]);
  });

  it('is identified after the session before has ended', async () => {
    const { say, server, bodies } = await page(new TestServer(begun()));
    server.answers.set('POST /logout', () => {
      server.life = undefined;
      return undefined;
    });
    say('logout');
    say('identify', { email: 'otto@example.com' });
    await waitFor(() => expect(bodies('email')).toHaveLength(1));
    const order = server.asked.filter((name) => /logout|identify/.test(name));
    expect(order).toEqual(['POST /logout', 'POST /identify']);
  });

  it('is asked for no token when the visitor forgets the device', async () => {
    const { say, panel, turns, bodies } = await page();
    say('identify', 'ask');
    await waitFor(() => expect(turns).toHaveLength(1));
    say('identify', { token: token(present / 1000 + 600), payload: turns[0] });
    await waitFor(() => expect(bodies('token')).toHaveLength(1));
    await panel.pass(0);
    await act(async () => panel.shell.do((talk) => talk.logout()));
    await waitFor(() => expect(panel.told).toContainEqual(['known', { known: false }]));
    await panel.pass(600_000);
    expect(turns).toHaveLength(1);
  });
});

describe('what the page may wish', () => {
  it('warns of themes, languages and events that there are not', async () => {
    const { say, warned, wishes } = await page();
    say('theme', { mode: 'dark', accent: '#123456' });
    say('locale', 'pt-BR');
    say('on', 'unread');
    expect(warned).toEqual([]);
    expect(wishes).toEqual([{ theme: 'dark', accent: '#123456' }, { locale: 'pt-BR' }]);
    for (const given of [undefined, null, { mode: 'purple' }, { accent: 'red' }]) {
      say('theme', given);
    }
    say('locale', 7);
    say('on', 'news');
    expect(warned).toHaveLength(6);
    expect(wishes).toHaveLength(2);
  });
});
