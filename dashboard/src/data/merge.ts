// Two people changed the same thing, each beginning with what was stored before: whose change is
// whose, and what stands when neither is lost.

import { hashKey } from '@tanstack/react-query';

/** Who of two changed a value; both only if they made different values of it. */
export type ChangedBy = 'nobody' | 'mine' | 'theirs' | 'both';

export function changedBy(base: unknown, mine: unknown, theirs: unknown): ChangedBy {
  if (same(mine, theirs)) return 'nobody';
  if (same(base, mine)) return 'theirs';
  return same(base, theirs) ? 'mine' : 'both';
}

/** Compares by value, whatever order keys are in. */
export function same(a: unknown, b: unknown): boolean {
  return hashKey([a]) === hashKey([b]);
}

/** Each field as whoever changed it left it; mine where both did. */
export function mergeFields<T extends object>(base: T, mine: T, theirs: T): T {
  const merged = { ...mine };
  for (const key of Object.keys(theirs) as (keyof T)[]) {
    if (changedBy(base[key], mine[key], theirs[key]) === 'theirs') merged[key] = theirs[key];
  }
  return merged;
}

/**
 * The same for a list whose things are known by an id. The order is mine if I moved something, else
 * theirs; what only the other list has comes after what it follows there.
 */
export function mergeList<T>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  id: (thing: T) => string,
): T[] {
  const byID = (list: readonly T[]) => new Map(list.map((x) => [id(x), x]));
  const [before, ours, others] = [byID(base), byID(mine), byID(theirs)];
  const value = (key: string) => {
    const [my, their] = [ours.get(key), others.get(key)];
    return changedBy(before.get(key), my, their) === 'theirs' ? their : my;
  };
  const moved = !same(orderIn(before, ours), orderIn(ours, before));
  const [lead, rest] = moved ? [ours, others] : [others, ours];
  const keys = [...lead.keys()];
  let last: string | undefined;
  for (const key of rest.keys()) {
    if (!lead.has(key)) keys.splice(last === undefined ? 0 : keys.indexOf(last) + 1, 0, key);
    last = key;
  }
  return keys.flatMap((key) => value(key) ?? []);
}

/** The keys of one that are in the other too, in its order. */
function orderIn(list: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>) {
  return [...list.keys()].filter((key) => other.has(key));
}
