// What opening hours mean at a moment: the twin of hours.Calendar in Go. Both are held to the cases in
// hours/testdata.

import { days, endOf, type Hours, minutesOf, type Span } from './hours.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** What the clocks of a zone show at a moment, as if it were UTC. */
export function wallOf(at: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day: date = 1, hour = 0, minute: min = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, date, hour, min, second) + (((at % 1000) + 1000) % 1000);
}

/** The moments at which the clocks of a zone show a time: none or two where they are set. */
function momentsOf(wall: number, zone: string): number[] {
  const offsets = new Set([-day, 0, day].map((d) => wallOf(wall + d, zone) - (wall + d)));
  return [...offsets].map((o) => wall - o).filter((at) => wallOf(at, zone) === wall);
}

/** The moment at which the clocks of a zone show a time; the nearest one where they skip it. */
export function momentOf(wall: number, zone: string): number {
  return momentsOf(wall, zone)[0] ?? wall - (wallOf(wall, zone) - wall);
}

/** "2026-12-24" of a wall time. */
export const dateOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10);

/** The intervals that begin on the day of a wall time. */
function spansOn(hours: Hours, midnight: number): readonly Span[] {
  const date = dateOf(midnight);
  const special = hours.special.find((s) => s.date === date);
  if (special) return special.open;
  const weekday = days[(new Date(midnight).getUTCDay() + 6) % 7] ?? 'monday';
  return hours.week[weekday];
}

export function isOpen(hours: Hours, at: number): boolean {
  const hand = hours.byHand;
  if (hand && at >= Date.parse(hand.from) && at < Date.parse(hand.until)) return hand.open;
  const wall = wallOf(at, hours.zone);
  const midnight = Math.floor(wall / day) * day;
  return [0, day].some((back) =>
    spansOn(hours, midnight - back).some(
      (s) =>
        wall >= midnight - back + minutesOf(s.from) * minute &&
        wall < midnight - back + endOf(s) * minute,
    ),
  );
}

/** The moments at which something may begin or end on the days around a wall time, in order. */
function edges(hours: Hours, wall: number): number[] {
  const midnight = Math.floor(wall / day) * day;
  const walls = [-day, 0, day].flatMap((shift) => [
    midnight + shift,
    ...spansOn(hours, midnight + shift).flatMap((s) => [
      midnight + shift + minutesOf(s.from) * minute,
      midnight + shift + endOf(s) * minute,
    ]),
  ]);
  const hand = hours.byHand ? [hours.byHand.from, hours.byHand.until].map(Date.parse) : [];
  return [
    ...walls.flatMap((w) => momentsOf(w, hours.zone)),
    ...clocksSet(momentOf(midnight, hours.zone), hours.zone),
    ...hand,
  ].sort((a, b) => a - b);
}

/** When the clocks are set within two days, if they are: hours may begin or end then at no full time of theirs. */
function clocksSet(from: number, zone: string): number[] {
  const offset = (at: number) => wallOf(at, zone) - at;
  let [a, b] = [from, from + 2 * day];
  if (offset(a) === offset(b)) return [];
  while (b - a > 1000) {
    const middle = Math.floor((a + b) / 2000) * 1000;
    if (offset(middle) === offset(a)) a = middle;
    else b = middle;
  }
  return [b];
}

/** How far ahead a change is looked for. */
const horizon = 400 * day;

/** The first moment after this one at which it opens if closed, or closes if open; undefined: not within a year. */
export function nextChange(hours: Hours, at: number): number | undefined {
  const now = isOpen(hours, at);
  for (let from = at; from < at + horizon; ) {
    const ahead = edges(hours, wallOf(from, hours.zone)).filter((e) => e > from && e <= from + day);
    const found = ahead.find((e) => isOpen(hours, e) !== now);
    if (found !== undefined) return found;
    from = ahead.at(-1) ?? from + day;
  }
  return undefined;
}
