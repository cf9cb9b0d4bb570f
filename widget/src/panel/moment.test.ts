import { beforeAll, describe, expect, it } from 'vitest';
import { clock, dayName, daysAway, moment, range } from './moment.ts';
import { loadTexts, type T } from './texts/text.ts';

let t: T;
let de: T;
const now = new Date(2026, 10, 17, 10, 25).getTime();
const at = (day: number, hour: number, minute = 0) =>
  new Date(2026, 10, day, hour, minute).getTime();
const wait = (low: number, high?: number) => ({
  kind: 'range' as const,
  low_seconds: low,
  ...(high && { high_seconds: high }),
  made_at: '',
});

beforeAll(async () => {
  t = await loadTexts(['en-GB']);
  de = await loadTexts(['de-AT']);
});

describe('a moment', () => {
  it('is as far away as the calendar says, not the clock', () => {
    expect(daysAway(at(18, 0, 1), now)).toBe(1);
    expect(daysAway(at(17, 23, 59), now)).toBe(0);
    expect(daysAway(at(16, 23, 59), now)).toBe(-1);
  });

  it('is named the shorter the nearer it is', () => {
    expect(moment(at(17, 15, 30), now, t)).toBe('15:30');
    expect(moment(at(18, 9, 30), now, t)).toBe('tomorrow, 9:30');
    expect(moment(at(23, 9, 30), now, t)).toBe('Monday, 9:30');
    expect(moment(at(23, 9, 30), now, t, true)).toBe('Mon, 9:30');
    expect(moment(at(30, 9, 30), now, t)).toBe('30 November, 9:30');
  });

  it('is said in the reader’s language and way', () => {
    expect(moment(at(18, 9, 30), now, de)).toBe('morgen, 9:30');
    expect(dayName(at(23, 9), now, de)).toBe('Montag');
    expect(clock(at(17, 15, 30), de)).toBe('15:30');
  });
});

describe('a wait', () => {
  it('is a range, never a single number', () => {
    expect(range(wait(0, 60), t)).toBe('under a minute');
    expect(range(wait(60, 120), t)).toBe('1–2 minutes');
    expect(range(wait(120, 300), t, true)).toBe('2–5 min');
    expect(range(wait(1200), t)).toBe('more than 20 minutes');
    expect(range(wait(120, 300), de)).toBe('2–5 Minuten');
  });

  it('is nothing where a time was promised', () => {
    expect(range({ kind: 'by_time', made_at: '' }, t)).toBe('');
  });
});
