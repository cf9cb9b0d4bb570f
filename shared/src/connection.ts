// One socket that keeps itself alive: docs/protocol.md from the client's side, for visitors and
// agents alike. No framework; what it says and when is all in its two callbacks.

import { Cursors } from './cursors.ts';
import {
  type Ack,
  type ClientFrame,
  type Post,
  parseFrame,
  type Remark,
  type ServerFrame,
} from './frames.ts';
import { Lost, Refused } from './refused.ts';
import { browserClock, browserSigns, type Clock, type Signs } from './surroundings.ts';

/** Where the connection stands: one state for each thing that a screen can say. Times in ms. */
export type ConnectionState =
  | { at: 'connecting' }
  | { at: 'live' }
  | { at: 'waiting'; until: number }
  | { at: 'offline'; until: number }
  | { at: 'stopped'; why: 'asked' | 'signed_out' | 'protocol' };

/** An open socket. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

/** What a socket tells, until it is closed. */
export interface SocketEvents {
  open(): void;
  text(text: string): void;
  closed(code: number): void;
}

export interface ConnectionOptions {
  /** Gives the address for one attempt. An agent's carries a fresh ticket, so it is asked each time. */
  address: () => string | Promise<string>;
  onState: (state: ConnectionState) => void;
  /** Gets every frame that is not the connection's own business; entries in order and without holes. */
  onFrame: (frame: ServerFrame) => void;
  socket?: (url: string, events: SocketEvents) => Socket;
  clock?: Clock;
  signs?: Signs;
  /** 0 to 1, for the jitter. */
  random?: () => number;
}

interface Question {
  settle: (ack: Ack) => void;
  fail: (why: Error) => void;
}

const firstDelay = 500;
const longestDelay = 60_000;
const stableAfter = 30_000;
const welcomeWithin = 10_000;
const answerWithin = 20_000;
const behindFor = 5_000;
const tooFastDelay = 10_000;

const close = { restart: 4000, signedOut: 4003, protocol: 4004, tooBig: 4005, tooFast: 4006 };

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #cursors = new Cursors();
  /** Streams that are to be followed and that the last hello did not name. */
  readonly #late = new Set<string>();
  readonly #questions = new Map<number, Question>();
  /** What runs out with the present socket or wait, by name. */
  readonly #timers = new Map<string, () => void>();
  #state: ConnectionState = { at: 'stopped', why: 'asked' };
  #socket: Socket | undefined;
  #attempt = 0;
  #tries = 0;
  #ref = 0;
  #epoch = '';
  #heartbeat = 15_000;
  #heard = 0;
  #bye: { code: number; delay: number | undefined } | undefined;
  /** The server named the time to come back; no sign from the browser shortens it. */
  #told = false;
  #deaf: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? browserClock;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    if (this.#state.at !== 'stopped') return;
    this.#deaf = (this.#options.signs ?? browserSigns).listen((sign) => this.#notice(sign));
    this.#tries = 0;
    this.#connect();
  }

  stop(): void {
    this.#stop('asked');
  }

  /** Ends a wait before its time, because somebody asked. */
  retryNow(): void {
    if (this.#state.at === 'waiting' || this.#state.at === 'offline') this.#connect();
  }

  /** Follows a stream from after the number that a snapshot stands for. */
  follow(stream: string, after: number): void {
    this.#cursors.set(stream, after);
    if (this.#state.at === 'live') this.#askAgain([stream]);
    else this.#late.add(stream);
  }

  unfollow(stream: string): void {
    this.#cursors.delete(stream);
    if (this.#state.at === 'live') this.#send({ t: 'unfollow', streams: [stream] });
  }

  /** Sends what needs no answer. It is not kept: false means that it was not sent. */
  remark(remark: Remark): boolean {
    return this.#state.at === 'live' && this.#send(remark);
  }

  /** Sends a message. Rejects with Refused, or with Lost when it has to be asked again. */
  post(post: Post): Promise<Ack> {
    if (this.#state.at !== 'live') return Promise.reject(new Lost('not connected'));
    this.#ref += 1;
    const ref = this.#ref;
    return new Promise<Ack>((settle, fail) => {
      const giveUp = this.#clock.after(answerWithin, () =>
        this.#answer(ref, new Lost('no answer')),
      );
      this.#questions.set(ref, {
        settle: (ack) => {
          giveUp();
          settle(ack);
        },
        fail: (why) => {
          giveUp();
          fail(why);
        },
      });
      this.#send({ ...post, ref });
    });
  }

  // Connecting ---------------------------------------------------------------

  #connect(): void {
    this.#quiet();
    this.#lose('connecting again');
    this.#told = false;
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#become({ at: 'connecting' });
    const current = () => attempt === this.#attempt && this.#state.at === 'connecting';
    Promise.resolve()
      .then(() => this.#options.address())
      .then((url) => {
        if (current()) this.#open(url);
      })
      .catch((why: unknown) => {
        if (!current()) return;
        if (why instanceof Refused && why.refusal.code === 'signed_out') this.#stop('signed_out');
        else this.#closed(1006);
      });
  }

  #open(url: string): void {
    this.#bye = undefined;
    this.#later('welcome', welcomeWithin, () => this.#drop());
    const attempt = this.#attempt;
    const current = (fn: () => void) => {
      if (attempt === this.#attempt && this.#socket) fn();
    };
    this.#socket = (this.#options.socket ?? webSocket)(url, {
      open: () =>
        current(() => {
          this.#cursors.renew();
          this.#late.clear();
          this.#send({ t: 'hello', v: 1, epoch: this.#epoch, streams: this.#cursors.list() });
        }),
      text: (text) =>
        current(() => {
          this.#heard = this.#clock.now();
          const frame = parseFrame(text);
          if (frame) this.#receive(frame);
        }),
      closed: (code) => current(() => this.#closed(code)),
    });
  }

  #welcomed(epoch: string, heartbeat: number): void {
    this.#cancel('welcome');
    this.#epoch = epoch;
    if (heartbeat > 0) this.#heartbeat = heartbeat * 1000;
    this.#later('stable', stableAfter, () => {
      this.#tries = 0;
    });
    this.#listenForSilence();
    this.#become({ at: 'live' });
    this.#askAgain([...this.#late]);
  }

  /** A socket can die without a word; heartbeats that stay out say so. */
  #listenForSilence(): void {
    this.#later('silence', this.#heartbeat, () => {
      if (this.#silent()) this.#drop();
      else this.#listenForSilence();
    });
  }

  #silent(): boolean {
    return this.#cursors.size > 0 && this.#clock.now() - this.#heard > 2.5 * this.#heartbeat;
  }

  #drop(): void {
    this.#closed(1006);
  }

  #closed(code: number): void {
    this.#quiet();
    const [, failed] = [...this.#questions.entries()].at(-1) ?? [];
    if (code === close.tooBig) {
      failed?.fail(new Refused({ code: 'too_big', say: 'This message is too long to be sent.' }));
    }
    this.#lose('connection closed');
    const meant = code < 4000 && this.#bye ? this.#bye.code : code;
    if (meant === close.signedOut) this.#stop('signed_out');
    else if (meant === close.protocol) this.#stop('protocol');
    else {
      const told = meant === close.tooFast ? tooFastDelay : undefined;
      this.#wait(meant === close.restart ? this.#bye?.delay : told);
    }
  }

  /** Full jitter: anything between nothing and a limit that doubles with each try. Milliseconds. */
  #backOff(): number {
    const limit = Math.min(longestDelay, firstDelay * 2 ** this.#tries);
    this.#tries = Math.min(this.#tries + 1, 10);
    return Math.round(limit * (this.#options.random ?? Math.random)());
  }

  /** Waits for as long as the server told, else backs off. */
  #wait(told: number | undefined): void {
    const ms = told ?? this.#backOff();
    this.#told = told !== undefined;
    const online = (this.#options.signs ?? browserSigns).online();
    const until = this.#clock.now() + ms;
    this.#later('retry', ms, () => this.#connect());
    this.#become({ at: online ? 'waiting' : 'offline', until });
  }

  #stop(why: 'asked' | 'signed_out' | 'protocol'): void {
    this.#quiet();
    this.#attempt += 1;
    this.#lose('stopped');
    this.#deaf?.();
    this.#deaf = undefined;
    this.#become({ at: 'stopped', why });
  }

  #notice(sign: 'online' | 'offline' | 'seen'): void {
    const state = this.#state;
    if (sign === 'offline') {
      if (state.at === 'waiting') this.#become({ at: 'offline', until: state.until });
      else if (state.at !== 'offline') this.#drop();
    } else if (state.at === 'live') {
      if (this.#silent()) this.#connect();
    } else if (this.#told && state.at === 'offline') {
      this.#become({ at: 'waiting', until: state.until });
    } else if (!this.#told) {
      this.retryNow();
    }
  }

  // Frames -------------------------------------------------------------------

  #receive(frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        this.#welcomed(frame.epoch, frame.heartbeat);
        return;
      case 'ack':
        this.#answer(frame.ref, frame);
        return;
      case 'bye':
        this.#bye = { code: frame.code, delay: frame.delay_ms };
        return;
      case 'entry':
      case 'inbox': {
        const what = this.#cursors.accept(frame.stream, frame.seq);
        if (what === 'ask') this.#askAgain([frame.stream]);
        if (what === 'take') break;
        return;
      }
      case 'live':
        this.#watch({ [frame.stream]: frame.seq });
        break;
      case 'heads':
        this.#watch(frame.heads);
        break;
      case 'reset':
        this.#cursors.delete(frame.stream);
        break;
      case 'refused':
        if (frame.ref) this.#answer(frame.ref, new Refused(frame.error));
        if (frame.ref) return;
        if (frame.stream) this.#cursors.delete(frame.stream);
        break;
    }
    this.#options.onFrame(frame);
  }

  /** Behind what the server has, for longer than it takes to catch up: ask again. */
  #watch(heads: Record<string, number>): void {
    if (!this.#cursors.heads(heads) || this.#timers.has('behind')) return;
    this.#later('behind', behindFor, () => this.#askAgain(this.#cursors.behind()));
  }

  #askAgain(streams: string[]): void {
    const cursors = this.#cursors.list(streams);
    if (this.#state.at === 'live' && cursors.length > 0)
      this.#send({ t: 'follow', streams: cursors });
  }

  #answer(ref: number, answer: Ack | Error): void {
    const question = this.#questions.get(ref);
    this.#questions.delete(ref);
    if (answer instanceof Error) question?.fail(answer);
    else question?.settle(answer);
  }

  #lose(why: string): void {
    for (const ref of [...this.#questions.keys()]) this.#answer(ref, new Lost(why));
  }

  #send(frame: ClientFrame): boolean {
    this.#socket?.send(JSON.stringify(frame));
    return this.#socket !== undefined;
  }

  // Timers and state ----------------------------------------------------------

  #later(name: string, ms: number, fn: () => void): void {
    this.#cancel(name);
    const undo = this.#clock.after(ms, () => {
      this.#timers.delete(name);
      fn();
    });
    this.#timers.set(name, undo);
  }

  #cancel(name: string): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }

  /** Lets go of the socket and of everything that waits. */
  #quiet(): void {
    for (const name of [...this.#timers.keys()]) this.#cancel(name);
    this.#socket?.close();
    this.#socket = undefined;
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

function webSocket(url: string, events: SocketEvents): Socket {
  const socket = new WebSocket(url);
  socket.onopen = () => events.open();
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') events.text(event.data);
  };
  socket.onclose = (event) => events.closed(event.code);
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
}
