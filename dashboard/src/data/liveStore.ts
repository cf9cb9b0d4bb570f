import type { ConnectionState } from '@baton/shared/connection';
import type { Letter } from '@baton/shared/outbox';
import { type Glimpse, noGlimpse, typingFor, withoutStale } from './glimpse.ts';

/** A value that components may listen to. */
export class Cell<T> {
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }
}

export type Letters = { reply: readonly Letter[]; note: readonly Letter[] };

/** What the socket says that is not stored: the connection itself, and glimpses by conversation. */
export class LiveStore {
  readonly connection = new Cell<ConnectionState>({ at: 'connecting' });
  readonly glimpses = new Cell<ReadonlyMap<string, Glimpse>>(new Map());
  readonly letters = new Cell<Letters>({ reply: [], note: [] });
  #sweep: ReturnType<typeof setTimeout> | undefined;

  glimpse(conversation: string): Glimpse {
    return this.glimpses.get().get(conversation) ?? noGlimpse;
  }

  change(conversation: string, fn: (g: Glimpse) => Glimpse): void {
    const before = this.glimpse(conversation);
    const after = fn(before);
    if (after === before) return;
    this.glimpses.set(new Map(this.glimpses.get()).set(conversation, after));
    if (after.typing.length > 0) this.#sweepLater();
  }

  stop(): void {
    clearTimeout(this.#sweep);
    this.#sweep = undefined;
  }

  #sweepLater(): void {
    if (this.#sweep !== undefined) return;
    this.#sweep = setTimeout(() => {
      this.#sweep = undefined;
      const now = Date.now();
      const next = new Map(this.glimpses.get());
      let left = false;
      for (const [id, g] of next) {
        const rest = withoutStale(g, now);
        next.set(id, rest);
        left ||= rest.typing.length > 0;
      }
      this.glimpses.set(next);
      if (left) this.#sweepLater();
    }, typingFor / 4);
  }
}
