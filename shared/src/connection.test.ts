import { beforeEach, describe, expect, it } from 'vitest';
import { Connection, type ConnectionState, type Socket, type SocketEvents } from './connection.ts';
import type { ServerFrame } from './frames.ts';
import { Lost, Refused } from './refused.ts';
import type { Signs } from './surroundings.ts';
import { settle, TestClock } from './test-clock.ts';

interface Sent {
  t: string;
  ref?: number;
  streams?: { after: number }[];
}

class TestSocket implements Socket {
  readonly sent: Sent[] = [];
  closed = false;
  readonly url: string;
  readonly events: SocketEvents;

  constructor(url: string, events: SocketEvents) {
    this.url = url;
    this.events = events;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }

  close(): void {
    this.closed = true;
  }

  say(frame: object): void {
    this.events.text(JSON.stringify(frame));
  }

  /** The frames of a type that the client sent. */
  of(t: string): Sent[] {
    return this.sent.filter((f) => f.t === t);
  }
}

class TestSigns implements Signs {
  up = true;
  listeners = new Set<(sign: 'online' | 'offline' | 'seen') => void>();

  online(): boolean {
    return this.up;
  }

  listen(fn: (sign: 'online' | 'offline' | 'seen') => void): () => void {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  }

  give(sign: 'online' | 'offline' | 'seen'): void {
    if (sign !== 'seen') this.up = sign === 'online';
    for (const fn of this.listeners) fn(sign);
  }
}

let clock: TestClock;
let signs: TestSigns;
let sockets: TestSocket[];
let states: ConnectionState[];
let frames: ServerFrame[];
let chance: number;

function make(address: () => string | Promise<string> = () => 'ws://chat/ws'): Connection {
  return new Connection({
    address,
    onState: (s) => states.push(s),
    onFrame: (f) => frames.push(f),
    socket: (url, events) => {
      const socket = new TestSocket(url, events);
      sockets.push(socket);
      return socket;
    },
    clock,
    signs,
    random: () => chance,
  });
}

function last(): TestSocket {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('no socket was opened');
  return socket;
}

async function welcome(): Promise<TestSocket> {
  await settle();
  last().events.open();
  last().say({ t: 'welcome', epoch: 'e1', node: 'n1', session: 's', heartbeat: 15 });
  return last();
}

const entry = (stream: string, seq: number) => ({
  t: 'entry',
  stream,
  entry: { seq, at: '', by: { kind: 'system' }, kind: 'x', body: {} },
});

const seen = () => frames.filter((f) => f.t === 'entry').map((f) => (f.t === 'entry' ? f.seq : 0));

beforeEach(() => {
  clock = new TestClock();
  signs = new TestSigns();
  sockets = [];
  states = [];
  frames = [];
  chance = 0.5;
});

describe('opening', () => {
  it('says hello with the cursors of all streams, then is live', async () => {
    const c = make();
    c.follow('conversation:a', 41);
    c.follow('inbox:s', 7);
    c.start();
    const socket = await welcome();
    expect(socket.of('hello')).toEqual([
      {
        t: 'hello',
        v: 1,
        epoch: '',
        streams: [
          { stream: 'conversation:a', after: 41 },
          { stream: 'inbox:s', after: 7 },
        ],
      },
    ]);
    expect(states.map((s) => s.at)).toEqual(['connecting', 'live']);
  });

  it('asks for what is followed between hello and welcome, too', async () => {
    const c = make();
    c.follow('conversation:a', 41);
    c.start();
    await settle();
    last().events.open();
    c.follow('inbox:s', 7);
    expect(last().of('follow')).toEqual([]);
    last().say({ t: 'welcome', epoch: 'e1', node: 'n1', session: 's', heartbeat: 15 });
    expect(last().of('follow')).toEqual([
      { t: 'follow', streams: [{ stream: 'inbox:s', after: 7 }] },
    ]);
  });

  it('asks for a fresh address at each attempt', async () => {
    let n = 0;
    const c = make(async () => {
      n += 1;
      return `ws://chat/ws?ticket=${n}`;
    });
    c.start();
    (await welcome()).events.closed(1006);
    await clock.pass(1000);
    expect(sockets.map((s) => s.url)).toEqual(['ws://chat/ws?ticket=1', 'ws://chat/ws?ticket=2']);
  });

  it('tries again when the address cannot be had, and stops when the session is over', async () => {
    const c = make(() => Promise.reject(new Error('503')));
    c.start();
    await settle();
    expect(c.state.at).toBe('waiting');

    const d = make(() =>
      Promise.reject(new Refused({ code: 'signed_out', say: 'Sign in again.' })),
    );
    d.start();
    await settle();
    expect(d.state).toEqual({ at: 'stopped', why: 'signed_out' });
    c.stop();
  });

  it('gives up on a server that does not answer the hello', async () => {
    const c = make();
    c.start();
    await settle();
    last().events.open();
    await clock.pass(10_000);
    expect(sockets[0]?.closed).toBe(true);
    expect(c.state.at).not.toBe('live');
  });
});

describe('streams', () => {
  it('passes entries on once and in order, and ignores those it has', async () => {
    const c = make();
    c.follow('conversation:a', 1);
    c.start();
    const socket = await welcome();
    for (const seq of [1, 2, 3, 3, 2, 4]) socket.say(entry('conversation:a', seq));
    socket.say(entry('conversation:other', 5));
    expect(seen()).toEqual([2, 3, 4]);
  });

  it('asks again once when numbers are missing', async () => {
    const c = make();
    c.follow('conversation:a', 0);
    c.start();
    const socket = await welcome();
    for (const seq of [1, 4, 5]) socket.say(entry('conversation:a', seq));
    expect(socket.of('follow')).toEqual([
      { t: 'follow', streams: [{ stream: 'conversation:a', after: 1 }] },
    ]);
    for (const seq of [2, 3, 4, 5]) socket.say(entry('conversation:a', seq));
    expect(seen()).toEqual([1, 2, 3, 4, 5]);
  });

  it('asks again when heads show that it is behind for 5 s, and not when it catches up', async () => {
    const c = make();
    c.follow('conversation:a', 0);
    c.follow('conversation:b', 0);
    c.start();
    const socket = await welcome();
    socket.say({ t: 'heads', heads: { 'conversation:a': 2, 'conversation:b': 1 }, seen: {} });
    socket.say(entry('conversation:b', 1));
    await clock.pass(4_999);
    expect(socket.of('follow')).toEqual([]);
    await clock.pass(1);
    expect(socket.of('follow')).toEqual([
      { t: 'follow', streams: [{ stream: 'conversation:a', after: 0 }] },
    ]);
    for (const seq of [1, 2]) socket.say(entry('conversation:a', seq));
    socket.say({ t: 'heads', heads: { 'conversation:a': 2, 'conversation:b': 1 }, seen: {} });
    await clock.pass(6_000);
    expect(socket.of('follow')).toHaveLength(1);
  });

  it('stops following a stream that was reset or refused, and says so', async () => {
    const c = make();
    c.follow('conversation:a', 9);
    c.follow('conversation:b', 9);
    c.start();
    const socket = await welcome();
    socket.say({ t: 'reset', stream: 'conversation:a', reason: 'epoch' });
    socket.say({ t: 'refused', stream: 'conversation:b', error: { code: 'not_found', say: 'x' } });
    socket.say(entry('conversation:a', 10));
    socket.say(entry('conversation:b', 10));
    expect(frames.map((f) => f.t)).toEqual(['reset', 'refused']);
    c.follow('conversation:a', 12);
    socket.say(entry('conversation:a', 13));
    expect(seen()).toEqual([13]);
  });

  it('resumes after the last entry that it passed on, under the known epoch', async () => {
    const c = make();
    c.follow('conversation:a', 0);
    c.start();
    const socket = await welcome();
    socket.say(entry('conversation:a', 1));
    socket.say(entry('conversation:a', 2));
    socket.events.closed(4001);
    await clock.pass(1000);
    await welcome();
    expect(last().of('hello')).toEqual([
      { t: 'hello', v: 1, epoch: 'e1', streams: [{ stream: 'conversation:a', after: 2 }] },
    ]);
  });
});

describe('coming back', () => {
  it('waits a random part of a limit that doubles up to 60 s', async () => {
    const c = make();
    chance = 1;
    c.start();
    const waits: number[] = [];
    for (let i = 0; i < 10; i += 1) {
      await settle();
      last().events.closed(1006);
      const state = c.state;
      if (state.at !== 'waiting') throw new Error(`is ${state.at}`);
      waits.push(state.until - clock.now());
      await clock.pass(state.until - clock.now());
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    chance = 0.25;
    last().events.closed(1006);
    expect(c.state).toEqual({ at: 'waiting', until: clock.now() + 15_000 });
  });

  it('starts over only after 30 s of a stable connection', async () => {
    chance = 1;
    const c = make();
    c.start();
    for (const [stable, wait] of [
      [29_999, 500],
      [29_999, 1000],
      [30_000, 500],
    ] as const) {
      const socket = await welcome();
      await clock.pass(stable);
      socket.events.closed(1006);
      expect(c.state).toEqual({ at: 'waiting', until: clock.now() + wait });
      await clock.pass(wait);
    }
  });

  it('obeys the delay of a restarting server, whatever the browser says', async () => {
    const c = make();
    c.start();
    const socket = await welcome();
    socket.say({ t: 'bye', code: 4000, say: 'restarting', delay_ms: 7000, resume: true });
    socket.events.closed(4000);
    expect(c.state).toEqual({ at: 'waiting', until: 7000 });
    signs.give('seen');
    signs.give('online');
    await clock.pass(6999);
    expect(sockets).toHaveLength(1);
    await clock.pass(1);
    expect(sockets).toHaveLength(2);
  });

  it('obeys it too when a proxy swallowed the close code', async () => {
    const c = make();
    c.start();
    const socket = await welcome();
    socket.say({ t: 'bye', code: 4000, say: 'restarting', delay_ms: 7000, resume: true });
    socket.events.closed(1006);
    expect(c.state).toEqual({ at: 'waiting', until: 7000 });
  });

  it.each([
    [4003, { at: 'stopped', why: 'signed_out' }],
    [4004, { at: 'stopped', why: 'protocol' }],
    [4006, { at: 'waiting', until: 10_000 }],
    [4002, { at: 'waiting', until: 250 }],
    [1001, { at: 'waiting', until: 250 }],
  ])('after close code %i', async (code, state) => {
    const c = make();
    c.start();
    (await welcome()).events.closed(code);
    expect(c.state).toEqual(state);
  });

  it('retries at once when asked, when the network is back, when the page is seen', async () => {
    const c = make();
    c.start();
    for (const sign of [() => c.retryNow(), () => signs.give('online'), () => signs.give('seen')]) {
      (await welcome()).events.closed(1006);
      sign();
      await settle();
      expect(c.state.at).toBe('connecting');
    }
    expect(sockets).toHaveLength(4);
  });

  it('shows offline when the browser says so, and still tries', async () => {
    const c = make();
    c.start();
    await welcome();
    signs.give('offline');
    expect(c.state.at).toBe('offline');
    await clock.pass(500);
    expect(sockets).toHaveLength(2);
    await welcome();
    expect(c.state.at).toBe('live');
  });

  it('leaves a socket that fell silent', async () => {
    const c = make();
    c.follow('conversation:a', 0);
    c.start();
    await welcome();
    await clock.pass(30_000);
    expect(c.state.at).toBe('live');
    await clock.pass(30_000);
    expect(sockets[0]?.closed).toBe(true);
  });

  it('leaves nothing running after stop', async () => {
    const c = make();
    c.follow('conversation:a', 0);
    c.start();
    const socket = await welcome();
    const answer = c.post({ t: 'post', conversation: 'a', client_id: 'c', text: 'hi' });
    c.stop();
    await expect(answer).rejects.toBeInstanceOf(Lost);
    expect(socket.closed).toBe(true);
    expect(clock.pending).toBe(0);
    expect(signs.listeners.size).toBe(0);
    socket.say(entry('conversation:a', 1));
    expect(frames).toEqual([]);
  });
});

describe('asking', () => {
  const message = { t: 'post', conversation: 'a', client_id: 'client-1', text: 'hi' } as const;

  it('matches answers to questions by their number', async () => {
    const c = make();
    c.start();
    const socket = await welcome();
    const one = c.post(message);
    const two = c.post({ ...message, client_id: 'client-2' });
    const [a, b] = socket.of('post');
    socket.say({ t: 'refused', ref: b?.ref, error: { code: 'invalid', say: 'Too long.' } });
    socket.say({
      t: 'ack',
      ref: a?.ref,
      conversation: 'a',
      client_id: 'client-1',
      seq: 3,
      at: 't',
    });
    await expect(one).resolves.toMatchObject({ seq: 3 });
    await expect(two).rejects.toMatchObject({ refusal: { code: 'invalid', say: 'Too long.' } });
  });

  it('is lost when there is no connection, when it breaks, when no answer comes', async () => {
    const c = make();
    await expect(c.post(message)).rejects.toBeInstanceOf(Lost);
    c.start();
    await welcome();
    const broken = c.post(message);
    last().events.closed(1006);
    await expect(broken).rejects.toBeInstanceOf(Lost);
    await clock.pass(1000);
    await welcome();
    const unanswered = c.post(message);
    const lost = expect(unanswered).rejects.toBeInstanceOf(Lost);
    await clock.pass(20_000);
    await lost;
  });

  it('does not repeat a frame that the server found too big', async () => {
    const c = make();
    c.start();
    const socket = await welcome();
    const big = c.post(message);
    socket.events.closed(4005);
    await expect(big).rejects.toMatchObject({ refusal: { code: 'too_big' } });
    expect(c.state.at).toBe('waiting');
  });

  it('drops remarks while there is no connection', async () => {
    const c = make();
    expect(c.remark({ t: 'typing', conversation: 'a', on: true })).toBe(false);
    c.start();
    const socket = await welcome();
    expect(c.remark({ t: 'typing', conversation: 'a', on: true })).toBe(true);
    expect(socket.of('typing')).toHaveLength(1);
  });
});

it('ends with everything, once and in order, over a wire that drops, doubles and dies (P4)', async () => {
  const stream = 'conversation:a';
  for (let seed = 1; seed <= 40; seed += 1) {
    sockets = [];
    frames = [];
    const dice = diceOf(seed);
    const c = make();
    c.follow(stream, 0);
    c.start();
    const server = { stored: 0, answered: 0 };
    for (let step = 0; step < 120; step += 1) {
      await serve(c, stream, server);
      const roll = dice();
      const live = c.state.at === 'live';
      if (roll < 0.6) {
        server.stored += 1;
        for (const likely of [0.7, 0.2]) {
          if (live && dice() < likely) last().say(entry(stream, server.stored));
        }
      } else if (live && roll < 0.75) last().events.closed(1006);
      await clock.pass(dice() * 2000);
    }
    // The wire stays whole from now on: back within the longest wait, complete two heartbeats later.
    for (let left = 2; left > 0; left -= Number(c.state.at === 'live')) {
      await serve(c, stream, server);
      if (c.state.at === 'live') last().say({ t: 'heads', heads: { [stream]: server.stored } });
      await clock.pass(15_000);
    }
    const all = Array.from({ length: server.stored }, (_, i) => i + 1);
    expect(seen(), `seed ${seed}`).toEqual(all);
    c.stop();
  }
});

function diceOf(seed: number): () => number {
  let n = seed * 7919;
  return () => {
    n = (n * 48271) % 2147483647;
    return n / 2147483647;
  };
}

/** Plays the server's part: welcomes a new socket, answers every follow that it has not answered yet. */
async function serve(
  c: Connection,
  stream: string,
  server: { stored: number; answered: number },
): Promise<void> {
  await settle();
  if (c.state.at === 'connecting') {
    server.answered = 0;
    await welcome();
  }
  const asked = [...last().of('hello'), ...last().of('follow')];
  for (const { streams } of asked.slice(server.answered)) {
    for (let seq = (streams?.[0]?.after ?? 0) + 1; seq <= server.stored; seq += 1) {
      last().say(entry(stream, seq));
    }
    last().say({ t: 'live', stream, seq: server.stored });
  }
  server.answered = asked.length;
}
