// Time for tests: it moves only when told to.

import type { Clock } from './surroundings.ts';

export class TestClock implements Clock {
  #now: number;
  #next = 0;
  readonly #due = new Map<number, { at: number; fn: () => void }>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    this.#next += 1;
    const id = this.#next;
    this.#due.set(id, { at: this.#now + ms, fn });
    return () => this.#due.delete(id);
  }

  /** How much is still to happen. */
  get pending(): number {
    return this.#due.size;
  }

  /** Lets time pass, and all that happens in it. Milliseconds. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = [...this.#due.entries()]
        .filter(([, d]) => d.at <= end)
        .sort((a, b) => a[1].at - b[1].at)[0];
      if (!next) break;
      this.#due.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].at);
      next[1].fn();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
}
