// What the host page tells of its visitor: who they are, attributes, events. Nothing is sent before
// the visitor has a session; until then it is kept here, for the life of the page and no longer.

import { isBag } from '@baton/shared/bag';
import { Lost, Refused } from '@baton/shared/refused';
import type { Shell } from './shell.ts';

const maxAttributes = 50;
const maxProps = 20;
const maxBytes = 1024;
/** Events that wait for a conversation; older ones are forgotten. */
const maxEvents = 20;
/** The next token is asked for this long before the present one ends; ms. */
const ahead = 60_000;
const soonest = 30_000;
/** What is refused for one of these reasons would be refused again. */
const final = ['invalid', 'conflict', 'forbidden', 'not_found'];

interface Identity {
  body: object;
  /** When a token ends; ms. */
  ends: number | undefined;
}

interface Event {
  id?: string;
  name: string;
  props: Record<string, string>;
  at: number;
}

export interface ToldOptions {
  shell: Shell;
  warn: (say: string) => void;
  /** Asks the host page for a token, which comes as another identify() with this number. */
  askToken: (turn: number) => void;
}

export class Told {
  readonly #options: ToldOptions;
  #identity: Identity | 'ask' | undefined;
  #attributes = new Map<string, string>();
  #events: Event[] = [];
  /** The page gave a function, so a token can be asked for again. */
  #renewable = false;
  /** Counts what the page says of itself: a token that was asked for before counts no longer. */
  #turn = 0;
  #renewal: (() => void) | undefined;
  /** Everything is sent one after another, in the order in which it makes sense. */
  #queue: Promise<unknown> = Promise.resolve();
  /** The session changes by what is said here, so what waits is for the next one. */
  #switching = false;
  /** Log-outs that are under way: what waits is for whoever comes after them. */
  #leaving = 0;
  #stage = '';

  constructor(options: ToldOptions) {
    this.#options = options;
    options.shell.store.listen(() => this.#look());
    this.#look();
  }

  /** Sends what waits when a session or a conversation has begun, or the connection is back. */
  #look(): void {
    const { phase, chat, link } = this.#options.shell.state;
    const stage = `${phase} ${chat?.view.id} ${chat?.view.state === 'resolved'} ${link.at}`;
    if (stage === this.#stage) return;
    const left = this.#stage.startsWith('open ') && phase !== 'open';
    this.#stage = stage;
    // The visitor has left by the menu: what was said of them is not for whoever comes next.
    if (left && !this.#switching) this.#forget();
    this.#flush();
  }

  #forget(): void {
    this.#renewal?.();
    this.#renewable = false;
    this.#turn += 1;
    this.#identity = undefined;
    this.#attributes.clear();
    this.#events = [];
  }

  #flush(): void {
    this.#enqueue(() => this.#send());
  }

  #enqueue(action: () => Promise<void>): void {
    this.#queue = this.#queue.then(action).catch((why) => this.#options.warn(`${why}`));
  }

  async #send(): Promise<void> {
    const open = () => this.#leaving === 0 && this.#options.shell.state.phase === 'open';
    if (open()) await this.#sendIdentity();
    if (open()) await this.#sendAttributes();
    if (open()) await this.#sendEvents();
  }

  /** Says something to the server. The result tells whether to try again later. */
  async #say(method: string, action: () => Promise<void>): Promise<'done' | 'later'> {
    try {
      await action();
    } catch (why) {
      if (why instanceof Lost) return 'later';
      if (!(why instanceof Refused)) throw why;
      const { code, say } = why.refusal;
      if (code === 'signed_out') return 'later'; // another session begins
      this.#options.warn(`${method}: ${say.replace(/\.$/, '')}`); // the loader ends it
      if (!final.includes(code)) return 'later';
    }
    return 'done';
  }

  // Who they are ------------------------------------------------------------------

  /** `given` as the page gave it; 'ask': the page will give a token when it is asked for one. */
  identify(given: unknown): void {
    const { warn } = this.#options;
    const bag = isBag<'token' | 'payload' | 'user_id' | 'hash' | 'name' | 'email'>(given)
      ? given
      : {};
    const { token, payload: turn, user_id, hash, name, email } = bag;
    // Nobody is signed in on the page, or it has said something else meanwhile.
    if (turn !== undefined && (turn !== this.#turn || !token)) return;
    const asks = given === 'ask';
    if (turn === undefined) {
      this.#renewal?.();
      this.#renewable = asks;
      this.#turn += 1;
    }
    const unsigned = { ...(isText(name) && { name }), ...(isText(email) && { email }) };
    if (asks) this.#identity = 'ask';
    else if (isText(token)) this.#identity = { body: { token }, ends: endOf(token) };
    else if ((isText(user_id) || typeof user_id === 'number') && isText(hash)) {
      this.#identity = { body: { user_id: `${user_id}`, hash, ...unsigned }, ends: undefined };
    } else if (!token && !user_id && !hash && Object.keys(unsigned).length > 0) {
      this.#identity = { body: unsigned, ends: undefined };
    } else {
      warn(
        'identify takes { token }, a function that gives a token, { user_id, hash } or { name, email }',
      );
      return;
    }
    this.#flush();
  }

  async #sendIdentity(): Promise<void> {
    const { shell, askToken } = this.#options;
    const identity = this.#identity;
    if (!identity) return;
    this.#identity = undefined;
    const now = shell.clock.now();
    if (identity === 'ask') {
      askToken(this.#turn);
      return;
    }
    const said = await this.#say('identify', () => this.#become(identity.body));
    if (said === 'later') this.#identity ??= this.#renewable ? 'ask' : identity;
    else if (this.#renewable && identity.ends !== undefined) {
      const wait = Math.max(identity.ends - now - ahead, soonest);
      this.#renewal?.();
      this.#renewal = shell.clock.after(wait, () => {
        this.#identity ??= 'ask';
        this.#flush();
      });
    }
  }

  async #become(body: object): Promise<void> {
    const { shell } = this.#options;
    const answer = await shell.options.ask('POST', '/identify', { body });
    await this.#switch(async () => {
      if (isBag<'changed'>(answer) && answer.changed === true) await shell.forget();
      // That the session is only drawn anew later is no reason to say it all again.
      await shell.renew().catch(() => undefined);
    });
  }

  async #switch(action: () => Promise<void>): Promise<void> {
    this.#switching = true;
    try {
      await action();
    } finally {
      this.#switching = false;
    }
  }

  /** Ends the session on this device, if there is one. What is said afterwards is of somebody else. */
  logout(): void {
    this.#forget();
    this.#leaving += 1;
    this.#enqueue(() =>
      this.#leave().finally(() => {
        this.#leaving -= 1;
      }),
    );
    this.#flush();
  }

  async #leave(): Promise<void> {
    const { shell } = this.#options;
    if (shell.state.phase === 'idle') return;
    await shell.open();
    if (shell.state.phase !== 'open') return;
    const talk = await shell.talk();
    await this.#switch(() => talk.logout());
  }

  // What is known of them -------------------------------------------------------------

  set(given: unknown): void {
    const { warn } = this.#options;
    if (!isBag(given) || given instanceof Date) {
      warn('set takes { name: value }');
      return;
    }
    for (const [name, value] of Object.entries(given)) {
      const text = this.#attribute('set', name, value);
      if (text === undefined) continue;
      if (this.#attributes.size < maxAttributes || this.#attributes.has(name)) {
        this.#attributes.set(name, text);
      } else warn(`set keeps ${maxAttributes} attributes at most`);
    }
    this.#flush();
  }

  /** A value as text; empty takes the attribute away, undefined is none that can be used. */
  #attribute(method: string, name: string, value: unknown): string | undefined {
    const { warn } = this.#options;
    if (!/^[a-z][\w.-]{0,63}$/i.test(name)) {
      warn(`${method}: "${name.slice(0, 64)}" is no name of letters, digits, "_", "-" and "."`);
      return undefined;
    }
    const text = textOf(value);
    if (text === undefined)
      warn(`${method}: ${name} must be text, a number, true, false or a date`);
    else if (new TextEncoder().encode(text).length > maxBytes) {
      warn(`${method}: ${name} has more than ${maxBytes} bytes`);
    } else return text;
    return undefined;
  }

  async #sendAttributes(): Promise<void> {
    const waiting = this.#attributes;
    if (waiting.size === 0) return;
    this.#attributes = new Map();
    const body = { attributes: Object.fromEntries(waiting) };
    const { ask } = this.#options.shell.options;
    const said = await this.#say(
      'set',
      async () => void (await ask('POST', '/attributes', { body })),
    );
    if (said === 'later') this.#attributes = new Map([...waiting, ...this.#attributes]);
  }

  // What they do ------------------------------------------------------------------------

  track(name: unknown, given: unknown = {}): void {
    const { warn, shell } = this.#options;
    const called = isText(name) ? plain(name).trim() : '';
    if (!called || [...called].length > 64 || !isBag(given) || given instanceof Date) {
      warn('track takes a name of at most 64 characters and { name: value }');
      return;
    }
    const props: Record<string, string> = {};
    for (const [key, value] of Object.entries(given)) {
      const text = this.#attribute('track', key, value);
      if (text) props[key] = text;
    }
    if (Object.keys(props).length > maxProps) {
      warn(`track takes ${maxProps} properties at most`);
      return;
    }
    this.#events.push({ name: called, props, at: shell.clock.now() });
    this.#events = this.#events.slice(-maxEvents);
    this.#flush();
  }

  async #sendEvents(): Promise<void> {
    const { shell } = this.#options;
    const { chat } = shell.state;
    if (!chat || chat.view.state === 'resolved' || this.#events.length === 0) return;
    const line = await shell.line();
    const waiting = this.#events;
    this.#events = [];
    const now = shell.clock.now();
    const events = waiting.map((event) => {
      event.id ??= line.newID();
      const ago = Math.round((now - event.at) / 1000);
      const late = ago > 0 && { ago: Math.min(ago, 86_400) };
      return { client_id: event.id, name: event.name, props: event.props, ...late };
    });
    const body = { conversation: chat.view.id, events };
    const said = await this.#say(
      'track',
      async () => void (await shell.options.ask('POST', '/events', { body })),
    );
    if (said === 'later') this.#events = [...waiting, ...this.#events].slice(-maxEvents);
  }
}

function isText(x: unknown): x is string {
  return typeof x === 'string' && x !== '';
}

/** One line: what breaks it becomes a space. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return plain(value);
  if (typeof value === 'boolean' || Number.isFinite(value)) return `${value}`;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  return undefined;
}

/** When a token ends, as it says itself; the server judges it. */
function endOf(token: string): number | undefined {
  try {
    const claims = atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'));
    const ends = /"exp"\s*:\s*(\d+)/.exec(claims)?.[1];
    return ends ? Number(ends) * 1000 : undefined;
  } catch {
    return undefined;
  }
}
