// Times and waits as a reader would say them, in the reader's language and time zone. Pure: the
// present is passed in.

import type { Expectation } from '@baton/shared/facts.gen';
import type { T } from './texts/text.ts';

const day = 86_400_000;

/** 10:18, in the reader's way. */
export function clock(at: string | number, t: T): string {
  return format(t.locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(at));
}

/** How an event line ends: the text and when. */
export function withTime(text: string, at: string, t: T): string {
  return `${text} · ${clock(at, t)}`;
}

/** Days from now to a date, by the calendar: 0 today, 1 tomorrow, -1 yesterday. */
export function daysAway(at: string | number, now: number): number {
  const midnight = (x: number) => new Date(x).setHours(0, 0, 0, 0);
  return Math.round((midnight(new Date(at).getTime()) - midnight(now)) / day);
}

/** A date without its time, as within a sentence: today, yesterday, Monday, 3 March. */
export function dayName(at: string | number, now: number, t: T, short = false): string {
  const away = daysAway(at, now);
  const date = new Date(at);
  if (Math.abs(away) <= 1) {
    return new Intl.RelativeTimeFormat(t.locale, { numeric: 'auto' }).format(away, 'day');
  }
  if (Math.abs(away) < 7) {
    return format(t.locale, { weekday: short ? 'short' : 'long' }).format(date);
  }
  return format(t.locale, { day: 'numeric', month: 'long' }).format(date);
}

/** A moment to come or gone: 9:30 when it is today, else Monday, 9:30. */
export function moment(at: string | number, now: number, t: T, short = false): string {
  const time = clock(at, t);
  if (daysAway(at, now) === 0) return time;
  return t('dayTime', { day: dayName(at, now, t, short), time });
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known;
}

/** A wait: 2–5 minutes, under a minute, more than 20 minutes. Empty when the promise has no range. */
export function range(p: Expectation, t: T, short = false): string {
  const low = Math.round((p.low_seconds ?? 0) / 60);
  const high = Math.round((p.high_seconds ?? 0) / 60);
  if (p.kind !== 'range') return '';
  if (high === 0) return t(short ? 'overShort' : 'over', { n: low });
  if (high <= 1) return t(short ? 'underShort' : 'under');
  return t(short ? 'minutesShort' : 'minutes', { low: Math.max(low, 1), n: high });
}
