import { t } from '../text/rooms.ts';
import { whenThere } from '../text/time.ts';
import { isOpen, nextChange } from './calendar.ts';
import type { Hours } from './hours.ts';

/** What the hours mean from now on: whether it is open, until when, and what comes then. */
export function meaning(hours: Hours, now: number): string[] {
  const open = isOpen(hours, now);
  const first = nextChange(hours, now);
  if (first === undefined) return [t(open ? 'hours.openEver' : 'hours.closedEver')];
  const second = nextChange(hours, first);
  const when = (at: number) => ({ when: whenThere(at, now, hours.zone) });
  return [
    t(open ? 'hours.openFor' : 'hours.closedFor', when(first)),
    ...(second === undefined
      ? []
      : [t(open ? 'hours.thenOpens' : 'hours.thenCloses', when(second))]),
  ];
}
