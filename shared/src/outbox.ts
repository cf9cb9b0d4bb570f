// Messages on their way: drawn at once, sent one after another, kept until the server has them.
// A letter keeps its id through every retry, so sending it twice stores it once; that makes every
// doubt (a lost answer, two tabs with one queue) harmless: when in doubt, it is sent again.

import { isBag } from './bag.ts';
import { newClientID } from './client-id.ts';
import type { Page } from './facts.gen.ts';
import type { Ack, Refusal } from './frames.ts';
import type { Keep } from './keep.ts';
import { Lost, Refused } from './refused.ts';
import { browserClock, type Clock } from './surroundings.ts';
import { onlyTab, type Tabs } from './tabs.ts';

export interface Letter {
  client_id: string;
  /** Empty: the message begins a conversation. */
  conversation: string;
  text: string;
  page?: Page;
  /** When it was written, by this device's clock; decides the order of sending. Milliseconds. */
  written: number;
  state:
    | { is: 'queued' }
    | { is: 'sent'; seq: number; at: string }
    | { is: 'failed'; refusal: Refusal };
}

export interface OutboxOptions {
  keep: Keep;
  /** Sends one; rejects with Refused or Lost. */
  post: (letter: Letter) => Promise<Ack>;
  /** Gets all letters in order, whenever one has changed. */
  onChange: (letters: Letter[]) => void;
  /** Hears of each message that the server has stored, from whichever tab it went out. */
  onAck?: (ack: Ack) => void;
  tabs?: Tabs;
  clock?: Clock;
  newID?: () => string;
}

const passing = new Set(['too_many', 'unavailable', 'internal']);
const triesBeforeFailure = 5;
const longestDelay = 30_000;

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #clock: Clock;
  readonly #tabs: Tabs;
  readonly #letters = new Map<string, Letter>();
  /** What the timeline shows already; another tab may still keep it for a moment. */
  readonly #shown = new Set<string>();
  readonly #deaf: () => void;
  #open = false;
  #running = false;
  #tries = 0;
  #sleep: (() => void) | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#clock = options.clock ?? browserClock;
    this.#tabs = options.tabs ?? onlyTab;
    this.#deaf = this.#tabs.listen((news) => this.#hear(news));
    this.#read();
  }

  get letters(): Letter[] {
    return [...this.#letters.values()].sort(
      (a, b) => a.written - b.written || (a.client_id < b.client_id ? -1 : 1),
    );
  }

  /** Begins to send, when there is a connection. */
  open(): void {
    this.#open = true;
    this.#tries = 0;
    this.#wake();
  }

  /** Holds everything back, when there is none. */
  shut(): void {
    this.#open = false;
    this.#sleep?.();
    this.#sleep = undefined;
  }

  /** Ends for good; what is kept stays kept. */
  dispose(): void {
    this.shut();
    this.#deaf();
  }

  add(conversation: string, text: string, page?: Page): Letter {
    const written = Math.max(this.#clock.now(), (this.letters.at(-1)?.written ?? 0) + 1);
    const letter: Letter = {
      client_id: (this.#options.newID ?? newClientID)(),
      conversation,
      text,
      ...(page ? { page } : {}),
      written,
      state: { is: 'queued' },
    };
    this.#save(letter);
    this.#changed();
    this.#wake();
    return letter;
  }

  /** Tries a failed letter again. It keeps its place and its id, unless that id stands for another text. */
  retry(clientID: string): void {
    const letter = this.#letters.get(clientID);
    if (letter?.state.is !== 'failed') return;
    const clash = letter.state.refusal.code === 'conflict';
    if (clash) this.#forget(clientID);
    this.#save({
      ...letter,
      state: { is: 'queued' },
      ...(clash ? { client_id: (this.#options.newID ?? newClientID)() } : {}),
    });
    this.#changed();
    this.#wake();
  }

  remove(clientID: string): void {
    this.#forget(clientID);
    this.#changed();
  }

  /** Forgets letters that the timeline shows. */
  arrived(clientIDs: Iterable<string>): void {
    let any = false;
    for (const id of clientIDs) {
      this.#shown.add(id);
      if (!this.#letters.has(id)) continue;
      this.#forget(id);
      any = true;
    }
    if (any) this.#changed();
  }

  clear(): void {
    for (const id of [...this.#letters.keys()]) this.#forget(id);
    this.#changed();
  }

  // Sending --------------------------------------------------------------------

  #wake(): void {
    if (!this.#open || this.#running || !this.#next()) return;
    this.#sleep?.();
    this.#sleep = undefined;
    this.#running = true;
    this.#tabs
      .alone(() => this.#drain())
      .catch(() => this.#rest())
      .finally(() => {
        this.#running = false;
        if (!this.#sleep) this.#wake();
      });
  }

  /** Waits before the next try, longer each time. Nothing is ever tried again at once. */
  #rest(): void {
    this.#tries += 1;
    if (!this.#open) return;
    this.#sleep = this.#clock.after(Math.min(longestDelay, 1000 * 2 ** this.#tries), () => {
      this.#sleep = undefined;
      this.#wake();
    });
  }

  #next(): Letter | undefined {
    return this.letters.find((l) => l.state.is === 'queued');
  }

  async #drain(): Promise<void> {
    this.#read();
    for (let letter = this.#next(); letter && this.#open; letter = this.#next()) {
      try {
        this.#acked(letter, await this.#options.post(letter));
        this.#tries = 0;
      } catch (why) {
        if (!this.#mayGoOn(letter, why)) return;
      }
    }
  }

  /** After a failure: whether the next letter may be sent, or all have to wait. */
  #mayGoOn(letter: Letter, why: unknown): boolean {
    const refusal = why instanceof Refused ? why.refusal : undefined;
    if (!refusal && !(why instanceof Lost)) {
      return this.#park(letter, { code: 'internal', say: String(why) });
    }
    const passes = !refusal || refusal.code === 'signed_out' || passing.has(refusal.code);
    if (refusal && (!passes || this.#tries + 1 >= triesBeforeFailure)) {
      return this.#park(letter, refusal);
    }
    this.#rest();
    return false;
  }

  #park(letter: Letter, refusal: Refusal): true {
    this.#tries = 0;
    if (this.#letters.has(letter.client_id)) {
      this.#save({ ...letter, state: { is: 'failed', refusal } });
      this.#changed();
    }
    return true;
  }

  #acked(letter: Letter, ack: Ack): void {
    this.#tabs.tell({ acked: ack });
    this.#stored({ ...ack, client_id: letter.client_id });
  }

  /** The server has it: nothing is to be kept, but it is drawn until its entry comes. */
  #stored(ack: Ack): void {
    this.#options.keep.remove(ack.client_id);
    const letter = this.#letters.get(ack.client_id);
    if (letter) {
      const state = { is: 'sent', seq: ack.seq, at: ack.at } as const;
      this.#letters.set(ack.client_id, { ...letter, conversation: ack.conversation, state });
    }
    for (const other of this.#letters.values()) {
      if (other.conversation === '') this.#save({ ...other, conversation: ack.conversation });
    }
    this.#options.onAck?.(ack);
    this.#changed(false);
  }

  // Keeping --------------------------------------------------------------------

  #save(letter: Letter): void {
    this.#letters.set(letter.client_id, letter);
    this.#options.keep.set(letter.client_id, JSON.stringify(letter));
  }

  #forget(clientID: string): void {
    this.#letters.delete(clientID);
    this.#options.keep.remove(clientID);
  }

  #changed(tell = true): void {
    if (tell) this.#tabs.tell({ changed: true });
    this.#options.onChange(this.letters);
  }

  #hear(news: unknown): void {
    if (!isBag<'acked'>(news)) return;
    if (isBag(news.acked)) this.#stored(news.acked as unknown as Ack);
    else {
      this.#read();
      this.#options.onChange(this.letters);
    }
    this.#wake();
  }

  /** Takes over what is kept, from an earlier page or from another tab. */
  #read(): void {
    const kept = new Map<string, Letter>();
    for (const name of this.#options.keep.names()) {
      const letter = parseLetter(this.#options.keep.get(name));
      if (letter && !this.#shown.has(name)) kept.set(name, letter);
    }
    for (const [id, letter] of this.#letters) {
      if (letter.state.is !== 'sent' && !kept.has(id)) this.#letters.delete(id);
    }
    for (const [id, letter] of kept) this.#letters.set(id, letter);
  }
}

function parseLetter(text: string | undefined): Letter | undefined {
  try {
    const x: unknown = JSON.parse(text ?? '');
    if (!isBag<keyof Letter>(x) || !isBag<'is' | 'refusal'>(x.state)) return undefined;
    const fits =
      [x.client_id, x.conversation, x.text].every((y) => typeof y === 'string') &&
      typeof x.written === 'number' &&
      (x.state.is === 'queued' || (x.state.is === 'failed' && isBag(x.state.refusal)));
    return fits ? (x as unknown as Letter) : undefined;
  } catch {
    return undefined;
  }
}
