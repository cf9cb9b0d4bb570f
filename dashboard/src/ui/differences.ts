import { changedBy } from '../data/merge.ts';
import { t } from '../text/rooms.ts';
import type { Difference } from './Conflict.tsx';

/** A thing as it was, as I made it, and as somebody else did meanwhile. */
export interface Versions<T> {
  base: T;
  mine: T;
  theirs: T;
}

/** Who changed what of a thing's fields, in the order of their names. */
export function differences<T extends object>(
  names: Record<keyof T, string>,
  { base, mine, theirs }: Versions<T>,
  write: (key: keyof T, value: T[keyof T]) => string,
): Difference[] {
  return (Object.keys(names) as (keyof T)[]).flatMap((key) =>
    difference(names[key], { base: base[key], mine: mine[key], theirs: theirs[key] }, (value) =>
      write(key, value),
    ),
  );
}

/** The row of one value, or none if there is nothing to decide. */
export function difference<T>(
  what: string,
  { base, mine, theirs }: Versions<T>,
  write: (value: T) => string,
): Difference[] {
  const who = changedBy(base, mine, theirs);
  if (who === 'nobody') return [];
  return [
    {
      what,
      yours: who === 'theirs' ? t('conflict.unchanged') : write(mine),
      theirs: who === 'mine' ? t('conflict.unchanged') : write(theirs),
    },
  ];
}
