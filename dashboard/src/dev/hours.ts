import { days, endOf, minutesOf, readHours, timeZones } from '../data/hours.ts';
import { Refusal } from './refusal.ts';

/** What the server makes of hours that were sent: an empty object stands for none of its own, what cannot be is refused. */
export function settleHours(thing: { hours?: unknown }): void {
  if (thing.hours === undefined) return;
  const hours = readHours(thing.hours);
  if (!hours) {
    delete thing.hours;
    return;
  }
  const refuse = (say: string, at: string) => new Refusal(400, 'invalid', say, `hours.${at}`);
  if (!timeZones('UTC').includes(hours.zone))
    throw refuse(
      `The time zone "${hours.zone}" is not known. Choose one such as Europe/Berlin or America/New_York.`,
      'zone',
    );
  const day = 24 * 60;
  const week = days
    .flatMap((name, i) =>
      hours.week[name].map((s) => ({
        from: i * day + minutesOf(s.from),
        to: i * day + endOf(s),
        say: `${name} ${s.from} to ${s.to}`,
      })),
    )
    .map((s, index) => ({ ...s, index }))
    .sort((a, b) => a.from - b.from);
  for (const [i, s] of week.entries()) {
    const next = week[i + 1];
    if (next && next.from < s.to)
      throw refuse(
        `${next.say} overlaps with ${s.say}. Make one interval of the two.`,
        `weekly[${next.index}]`,
      );
  }
}
