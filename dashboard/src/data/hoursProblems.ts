// Where in the form of opening hours the server found something wrong.

import { type Day, days, type Hours } from './hours.ts';

/** A refusal of the server, at the place in the plan that it names, such as `hours.weekly[2].to`. */
export interface HoursProblem {
  at: string;
  say: string;
}

/** Which part of a problem's place stands in one list of the form. */
export interface SpanProblem {
  index: number;
  part: string;
  say: string;
}

const place = /^hours\.(weekly|exceptions)\[(\d+)\](?:\.(.*))?$/u;
const inner = /^open\[(\d+)\](?:\.(.*))?$/u;

function placed(problem: HoursProblem | undefined, list: 'weekly' | 'exceptions') {
  const [, name, index, part = ''] = place.exec(problem?.at ?? '') ?? [];
  return problem && name === list ? { index: Number(index), part, say: problem.say } : undefined;
}

/** The problem with one of a weekday's intervals. */
export function problemOn(
  day: Day,
  hours: Hours,
  problem: HoursProblem | undefined,
): SpanProblem | undefined {
  const found = placed(problem, 'weekly');
  if (!found) return undefined;
  const before = days.slice(0, days.indexOf(day)).reduce((n, d) => n + hours.week[d].length, 0);
  const index = found.index - before;
  return index >= 0 && index < hours.week[day].length ? { ...found, index } : undefined;
}

/** The problem with a special day: with one of its intervals, or with its date or name. */
export function problemWith(
  index: number,
  problem: HoursProblem | undefined,
): { part: string; say: string; span?: SpanProblem } | undefined {
  const found = placed(problem, 'exceptions');
  if (!found || found.index !== index) return undefined;
  const [, span, part = ''] = inner.exec(found.part) ?? [];
  return span === undefined
    ? found
    : { ...found, part: 'open', span: { index: Number(span), part, say: found.say } };
}

/** Whether the form shows the problem at some field; else it is about the whole. */
export function isPlaced(hours: Hours, problem: HoursProblem): boolean {
  return (
    /^hours\.(zone|override)/u.test(problem.at) ||
    days.some((day) => problemOn(day, hours, problem)) ||
    hours.special.some((_, i) => problemWith(i, problem))
  );
}
