// A list that people point at must not move under the pointer: what is new waits behind a button.

export interface Settled<T> {
  shown: readonly T[];
  /** How many new ones are held back. */
  fresh: number;
}

/**
 * The rows to show, given those that are shown and those that are wanted, in the wanted order.
 * While the list is held, rows keep their places, those that are gone leave, and new ones wait.
 */
export function settle<T>(shown: readonly T[], wanted: readonly T[], held: boolean): Settled<T> {
  const want = new Set(wanted);
  const kept = shown.filter((x) => want.has(x));
  if (!held || kept.length === 0) return { shown: wanted, fresh: 0 };
  const have = new Set(kept);
  const lastKept = wanted.findLastIndex((x) => have.has(x));
  const below = wanted.filter((x, i) => i > lastKept && !have.has(x)); // they shift nothing
  return { shown: [...kept, ...below], fresh: wanted.length - kept.length - below.length };
}
