// Opening hours as the form edits them: some intervals a day. What the form does not show (exceptions,
// an override) is kept as it is.

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

export interface Hours {
  zone: string;
  week: Record<Day, Span[]>;
}

/** Nine to five on working days. */
export function usualHours(zone: string): Hours {
  const week = Object.fromEntries(
    days.map((day, i) => [day, i < 5 ? [{ from: '09:00', to: '17:00' }] : []]),
  );
  return { zone, week: week as Hours['week'] };
}

/** Reads hours.Plan; undefined when it is not one. */
export function readHours(raw: unknown): Hours | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { zone, weekly }: { zone?: unknown; weekly?: unknown } = raw;
  if (typeof zone !== 'string') return undefined;
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
  };
  for (const item of Array.isArray(weekly) ? weekly : []) {
    const { day, from, to }: { day?: unknown; from?: unknown; to?: unknown } = item;
    const name = days.find((d) => d === day);
    if (!name || typeof from !== 'string' || typeof to !== 'string') return undefined;
    hours.week[name].push({ from, to });
  }
  return hours;
}

/** The plan with these weekly hours; its other parts stay. */
export function writeHours(hours: Hours, before: unknown): Record<string, unknown> {
  const rest = typeof before === 'object' && before !== null ? before : {};
  return {
    ...rest,
    zone: hours.zone,
    weekly: days.flatMap((day) => hours.week[day].map((span) => ({ day, ...span }))),
  };
}

/** All zones that the browser knows, with the present one whatever it is. */
export function timeZones(present: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  const all = known.includes('UTC') ? known : ['UTC', ...known];
  return all.includes(present) ? all : [present, ...all];
}

/** Whether the intervals of a day make sense: each ends, and none overlap. An end before its start passes midnight. */
export function spansClash(spans: readonly Span[]): boolean {
  const sorted = spans
    .map((s) => ({
      ...s,
      to: s.to <= s.from ? `${Number(s.to.slice(0, 2)) + 24}${s.to.slice(2)}` : s.to,
    }))
    .sort((a, b) => a.from.localeCompare(b.from));
  return sorted.some((s, i) => {
    const next = sorted[i + 1];
    return next !== undefined && s.to > next.from;
  });
}
