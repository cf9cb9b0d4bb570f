// One value that changes, and who wants to know. Twenty lines instead of a library.

import { useEffect, useState } from 'preact/hooks';

export class Store<S extends object> {
  #state: S;
  readonly #listeners = new Set<() => void>();

  constructor(state: S) {
    this.#state = state;
  }

  get state(): S {
    return this.#state;
  }

  set(news: Partial<S>): void {
    this.#state = { ...this.#state, ...news };
    for (const fn of this.#listeners) fn();
  }

  /** Calls fn after each change until the result is called. */
  listen(fn: () => void): () => void {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }
}

/** The present state; the component is drawn again when it changes. */
export function useStore<S extends object>(store: Store<S>): S {
  const { state } = store;
  const [, draw] = useState(state);
  useEffect(() => {
    // What changed between the drawing and now was heard by nobody.
    draw(store.state);
    return store.listen(() => draw(store.state));
  }, [store]);
  return state;
}
