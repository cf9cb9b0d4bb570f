import { t } from '../text/rooms.ts';
import { whenThere } from '../text/time.ts';
import { days, type Hours, type Span } from './hours.ts';

/** A Monday, to name the days of the week by. */
const monday = Date.UTC(2024, 0, 1);

export function dayLabel(day: (typeof days)[number], style: 'long' | 'short' = 'long'): string {
  const at = new Date(monday + days.indexOf(day) * 86_400_000);
  return new Intl.DateTimeFormat(document.documentElement.lang || 'en', {
    weekday: style,
    timeZone: 'UTC',
  }).format(at);
}

/** What the fields are called; those of a person are about days off rather than closed ones. */
export function hoursWords(personal = false) {
  return {
    zone: t('hours.zone'),
    zoneHelp: t(personal ? 'hours.zoneOfPerson' : 'hours.zoneHelp'),
    closed: t(personal ? 'hours.off' : 'hours.closed'),
    open: t('hours.open'),
    from: (day: string) => t('hours.from', { day }),
    to: (day: string) => t('hours.to', { day }),
    add: t('hours.add'),
    addTo: (day: string) => t('hours.addTo', { day }),
    remove: (day: string) => t('hours.remove', { day }),
    copy: t('hours.copy'),
    clash: t('hours.clash'),
    nextDay: t('hours.nextDay'),
    day: dayLabel,
  };
}

export type HoursWords = ReturnType<typeof hoursWords>;

function spansInWords(spans: readonly Span[]): string {
  return spans
    .map((s) => t('hours.span', { from: s.from, to: s.to === '00:00' ? '24:00' : s.to }))
    .join(', ');
}

/** Hours in one line, with days of the same hours together: "Mon to Fri 09:00 to 18:00, Sat 10:00 to 14:00". */
export function describeHours(hours: Hours | undefined): string {
  if (!hours) return '';
  const groups: { first: number; last: number; text: string }[] = [];
  days.forEach((day, i) => {
    const text = spansInWords(hours.week[day]);
    const last = groups.at(-1);
    if (last && last.text === text) last.last = i;
    else groups.push({ first: i, last: i, text });
  });
  const open = groups.filter((g) => g.text !== '');
  if (open.length === 0) return t('hours.always');
  return open
    .map(({ first, last, text }) => {
      const [from, to] = [days[first] ?? 'monday', days[last] ?? 'sunday'];
      const name =
        first === last
          ? dayLabel(from, 'short')
          : t('hours.days', { from: dayLabel(from, 'short'), to: dayLabel(to, 'short') });
      return `${name} ${text}`;
    })
    .join(', ');
}

/** All of the hours in words, to tell two versions apart. */
export function describePlan(hours: Hours): string {
  const special = hours.special.map((s) =>
    t('hours.onDate', {
      date: s.name ? `${s.date} ${s.name}` : s.date,
      hours: spansInWords(s.open) || t('hours.closed'),
    }),
  );
  const { byHand: hand, zone } = hours;
  const byHand = hand
    ? [t(hand.open ? 'hours.handOpenLater' : 'hours.handClosedLater', instants(hand, zone))]
    : [];
  return [`${describeHours(hours)} (${zone})`, ...special, ...byHand].join('; ');
}

const instants = (hand: { from: string; until: string }, zone: string) => ({
  from: whenThere(hand.from, Date.now(), zone),
  until: whenThere(hand.until, Date.now(), zone),
});
