// Opening hours as the form edits them: some intervals for each weekday and for single dates, in times of
// a day. What ends at or before its beginning ends on the day after; the plan that is stored says so with
// hours above 24.

export const days = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

export type Day = (typeof days)[number];

export interface Span {
  from: string;
  to: string;
}

/** One date that is not as its weekday. Without intervals it is closed. */
export interface SpecialDay {
  date: string;
  name: string;
  open: Span[];
}

/** Opened or closed by hand, from one instant until just before another. */
export interface ByHand {
  open: boolean;
  from: string;
  until: string;
}

export interface Hours {
  zone: string;
  week: Record<Day, Span[]>;
  special: SpecialDay[];
  byHand: ByHand | null;
}

/** Nine to five on working days. */
export function usualHours(zone: string): Hours {
  const week = Object.fromEntries(
    days.map((day, i) => [day, i < 5 ? [{ from: '09:00', to: '17:00' }] : []]),
  );
  return { zone, week: week as Hours['week'], special: [], byHand: null };
}

/** The time of day, and whether it is one of the day after. */
const readTime = /^(\d{1,2}):(\d{2})$/u;

/** Minutes after midnight; NaN for what is no time. */
export function minutesOf(time: string): number {
  const [, h, m] = readTime.exec(time) ?? [];
  return Number(h) * 60 + Number(m);
}

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const dayMinutes = 24 * 60;

/** When an interval ends, in minutes after the midnight before it begins. */
export function endOf({ from, to }: Span): number {
  const end = minutesOf(to);
  return end <= minutesOf(from) ? end + dayMinutes : end;
}

const text = (x: unknown): x is string => typeof x === 'string';

function readSpan(raw: unknown): Span | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { from, to }: { from?: unknown; to?: unknown } = raw;
  if (!text(from) || !text(to) || !readTime.test(from) || !readTime.test(to)) return undefined;
  return { from, to: clock(minutesOf(to) % dayMinutes) };
}

function readSpecial(raw: unknown): SpecialDay | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { date, name, open }: { date?: unknown; name?: unknown; open?: unknown } = raw;
  if (!text(date)) return undefined;
  const spans = Array.isArray(open) ? open.map(readSpan) : [];
  if (!spans.every((s) => s !== undefined)) return undefined;
  return { date, name: text(name) ? name : '', open: spans };
}

function readByHand(raw: unknown): ByHand | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { open, from, until }: { open?: unknown; from?: unknown; until?: unknown } = raw;
  return text(from) && text(until) ? { open: open === true, from, until } : null;
}

/** Reads hours.Plan; undefined when it is not one. */
export function readHours(raw: unknown): Hours | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const {
    zone,
    weekly,
    exceptions,
    override,
  }: { zone?: unknown; weekly?: unknown; exceptions?: unknown; override?: unknown } = raw;
  if (!text(zone)) return undefined;
  const special = (Array.isArray(exceptions) ? exceptions : []).map(readSpecial);
  if (!special.every((s) => s !== undefined)) return undefined;
  const hours: Hours = {
    zone,
    week: {
      monday: [],
      tuesday: [],
      wednesday: [],
      thursday: [],
      friday: [],
      saturday: [],
      sunday: [],
    },
    special: special.sort((a, b) => a.date.localeCompare(b.date)),
    byHand: readByHand(override),
  };
  for (const item of Array.isArray(weekly) ? weekly : []) {
    const { day }: { day?: unknown } = item;
    const name = days.find((d) => d === day);
    const span = readSpan(item);
    if (!name || !span) return undefined;
    hours.week[name].push(span);
  }
  return hours;
}

/** Whether a form's value is hours. */
export const isHours = (x: unknown): x is Hours =>
  typeof x === 'object' && x !== null && 'week' in x && 'special' in x;

const writeSpan = (span: Span): Span => ({ from: span.from, to: clock(endOf(span)) });

/** The plan that stands for these hours. */
export function writeHours(hours: Hours): Record<string, unknown> {
  return {
    zone: hours.zone,
    weekly: days.flatMap((day) => hours.week[day].map((span) => ({ day, ...writeSpan(span) }))),
    exceptions: hours.special.map(({ date, name, open }) => ({
      date,
      ...(name.trim() ? { name: name.trim() } : {}),
      open: open.map(writeSpan),
    })),
    ...(hours.byHand ? { override: hours.byHand } : {}),
  };
}

/** All zones that the browser knows, with the present one whatever it is. */
export function timeZones(present: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  const all = known.includes('UTC') ? known : ['UTC', ...known];
  return all.includes(present) ? all : [present, ...all];
}

/** Whether intervals of one day overlap. */
export function spansClash(spans: readonly Span[]): boolean {
  const sorted = spans
    .map((s) => ({ from: minutesOf(s.from), to: endOf(s) }))
    .sort((a, b) => a.from - b.from);
  return sorted.some((s, i) => {
    const next = sorted[i + 1];
    return next !== undefined && s.to > next.from;
  });
}

/** Whether what holds by hand would end before it begins, or at no moment at all. */
export const endsTooSoon = (hand: ByHand) => !(Date.parse(hand.until) > Date.parse(hand.from));

/** What is wrong that the form can tell by itself; every one is shown where it is. */
export function hoursClash(hours: Hours): boolean {
  const dates = hours.special.map((s) => s.date);
  return (
    days.some((day) => spansClash(hours.week[day])) ||
    hours.special.some((s) => s.date === '' || spansClash(s.open)) ||
    new Set(dates).size < dates.length ||
    (hours.byHand !== null && endsTooSoon(hours.byHand))
  );
}
