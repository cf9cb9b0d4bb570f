// Times and durations as people read them. Everything takes `now`, so that tests own the clock;
// formats are Intl's, in the reader's language and zone.

import type { Expectation } from '@baton/shared/facts.gen';
import { currentLocale, t } from './text.ts';

type Moment = string | number | Date;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const cache = new Map<string, Intl.DateTimeFormat>();

function format(at: Moment, options: Intl.DateTimeFormatOptions): string {
  const name = currentLocale() + JSON.stringify(options);
  const known = cache.get(name) ?? new Intl.DateTimeFormat(currentLocale(), options);
  cache.set(name, known);
  return known.format(new Date(at));
}

/** "14:03", or "2:03 PM" where that is the custom. */
export function clockTime(at: Moment): string {
  return format(at, { timeStyle: 'short' });
}

/** The whole moment, for titles. */
export function fullTime(at: Moment): string {
  return format(at, { dateStyle: 'full', timeStyle: 'medium' });
}

export function shortDate(at: Moment, now: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(at, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** How many midnights lie between two moments; negative for the past. */
export function daysBetween(from: Moment, to: Moment): number {
  const start = new Date(from).setHours(0, 0, 0, 0);
  const end = new Date(to).setHours(0, 0, 0, 0);
  return Math.round((end - start) / day);
}

/** "Today", "Yesterday", "Monday", "3 June": for the lines between days. */
export function dayName(at: Moment, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  if (days > 1 && days < 7) return format(at, { weekday: 'long' });
  return format(at, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    ...(days > 300 ? { year: 'numeric' } : {}),
  });
}

/** How long ago, as short as it can be: "now", "4 min", "13:40", "Tue", "3 Jun". */
export function shortAgo(at: Moment, now: number): string {
  const ago = now - new Date(at).getTime();
  if (ago < minute) return t('time.now');
  if (ago < hour) return t('time.minutes', { n: Math.floor(ago / minute) });
  const days = daysBetween(at, now);
  if (days === 0) return clockTime(at);
  if (days < 7) return format(at, { weekday: 'short' });
  return shortDate(at, now);
}

/** "16:00", "tomorrow 9:00", "Tue 9:00" or "3 Jun 9:00": a moment to come. */
export function byWhen(at: Moment, now: number): string {
  const days = daysBetween(now, at);
  const time = clockTime(at);
  if (days === 0) return time;
  if (days === 1) return t('time.tomorrowAt', { time });
  if (days > 1 && days < 7) return `${format(at, { weekday: 'short' })} ${time}`;
  return `${shortDate(at, now)} ${time}`;
}

/** byWhen by the clocks of a zone, whichever the reader's is. */
export function whenThere(at: Moment, now: number, timeZone: string): string {
  try {
    const civil = (when: Moment) =>
      Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(when)));
    const days = Math.round((civil(at) - civil(now)) / day);
    const time = format(at, { timeStyle: 'short', timeZone });
    if (days === 0) return time;
    if (days === 1) return t('time.tomorrowAt', { time });
    if (days > 1 && days < 7) return `${format(at, { weekday: 'short', timeZone })} ${time}`;
    const year = new Date(civil(at)).getUTCFullYear() !== new Date(civil(now)).getUTCFullYear();
    return `${format(at, { day: 'numeric', month: 'short', ...(year ? { year: 'numeric' } : {}), timeZone })} ${time}`;
  } catch {
    return byWhen(at, now); // a zone that this browser does not know
  }
}

/** A stopwatch: "0:42", "12:05", "1:02:07". */
export function stopwatch(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

/** A wait in words that do not change every second once it is long. */
export function waitLength(ms: number): string {
  if (ms < hour) return stopwatch(ms);
  if (ms < 2 * day) return t('time.hours', { n: Math.floor(ms / hour) });
  return t('time.days', { n: Math.floor(ms / day) });
}

/** What a visitor was told to expect, as short as it can be. */
export function expectation(p: Expectation, now: number): string {
  switch (p.kind) {
    case 'now':
      return t('promise.now');
    case 'range': {
      const [low, high] = [minutes(p.low_seconds ?? 0), minutes(p.high_seconds ?? 0)];
      if (!p.high_seconds) return t('promise.longer', { n: low });
      if (low === 0) return t('promise.under', { n: Math.max(1, high) });
      return low === high ? t('promise.about', { n: high }) : t('promise.range', { low, high });
    }
    case 'by_time':
      return p.by ? t('promise.by', { when: byWhen(p.by, now) }) : t('promise.later');
  }
}

function minutes(seconds: number): number {
  return Math.round(seconds / 60);
}

/** A time of day in another zone, such as the visitor's; undefined for a zone that nobody knows. */
export function timeThere(zone: string | undefined, now: number): string | undefined {
  if (!zone) return undefined;
  try {
    return format(now, { timeStyle: 'short', timeZone: zone });
  } catch {
    return undefined;
  }
}

/** How a running clock stands, in words. */
export interface Clock {
  text: string;
  near: boolean;
  late: boolean;
}

/** How long there is until something is owed, or how late it is. */
export function clockOf(d: { warn_at: string; due_at: string }, now: number): Clock {
  const left = Date.parse(d.due_at) - now;
  const late = left < 0;
  const time = waitLength(Math.abs(left));
  return {
    text: t(late ? 'row.late' : 'row.left', { time }),
    near: !late && now >= Date.parse(d.warn_at),
    late,
  };
}
