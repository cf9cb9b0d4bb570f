import { useSyncExternalStore } from 'react';

/** One clock for the whole page: components that show passing time tick together. */
class Ticker {
  readonly #ms: number;
  readonly #listeners = new Set<() => void>();
  #now = Date.now();
  #id: ReturnType<typeof setInterval> | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#id === undefined) {
      this.#now = Date.now();
      this.#id = setInterval(() => this.#tick(), this.#ms);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#id);
      this.#id = undefined;
    };
  };

  readonly now = (): number => {
    if (this.#id === undefined) this.#now = Math.floor(Date.now() / this.#ms) * this.#ms;
    return this.#now;
  };

  #tick(): void {
    this.#now = Date.now();
    for (const listener of [...this.#listeners]) listener();
  }
}

const second = new Ticker(1000);
const halfMinute = new Ticker(30_000);

/** The time now, renewed each second, or twice a minute where that is enough. */
export function useNow(every: 'second' | 'halfMinute'): number {
  const ticker = every === 'second' ? second : halfMinute;
  return useSyncExternalStore(ticker.subscribe, ticker.now);
}
