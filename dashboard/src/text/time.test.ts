import { describe, expect, it } from 'vitest';
import {
  byWhen,
  clockOf,
  clockTime,
  dayName,
  daysBetween,
  expectation,
  shortAgo,
  stopwatch,
  timeThere,
  waitLength,
} from './time.ts';

// Built from parts, so that the tests hold in every zone that a machine may stand in.
const at = (day: number, hour: number, minute = 0) =>
  new Date(2026, 2, day, hour, minute).toISOString();
const now = new Date(2026, 2, 18, 14, 5).getTime(); // a Wednesday

describe('ago', () => {
  it.each([
    [at(18, 14, 5), 'now'],
    [at(18, 14, 1), '4 min'],
    [at(18, 9, 30), clockTime(at(18, 9, 30))],
    [at(17, 23, 59), 'Tue'],
    [at(3, 12), 'Mar 3'],
  ])('%s is %s', (moment, text) => expect(shortAgo(moment, now)).toBe(text));
});

describe('to come', () => {
  it.each([
    [at(18, 16), clockTime(at(18, 16))],
    [at(19, 9), `tomorrow ${clockTime(at(19, 9))}`],
    [at(21, 9), `Sat ${clockTime(at(21, 9))}`],
    [at(30, 9), `Mar 30 ${clockTime(at(30, 9))}`],
  ])('%s is %s', (moment, text) => expect(byWhen(moment, now)).toBe(text));
});

it('names days by midnights, not by 24 hours', () => {
  expect(dayName(at(18, 0, 1), now)).toBe('Today');
  expect(dayName(at(17, 23, 59), now)).toBe('Yesterday');
  expect(dayName(at(16, 12), now)).toBe('Monday');
  expect(daysBetween(at(17, 23, 59), at(18, 0, 1))).toBe(1);
});

it('counts waits as a stopwatch, then in words', () => {
  expect([stopwatch(42_000), stopwatch(725_000), stopwatch(3_727_000), stopwatch(-5)]).toEqual([
    '0:42',
    '12:05',
    '1:02:07',
    '0:00',
  ]);
  expect([waitLength(59_000), waitLength(5 * 3_600_000), waitLength(3 * 86_400_000)]).toEqual([
    '0:59',
    '5 hours',
    '3 days',
  ]);
});

describe('promises', () => {
  const made_at = at(18, 14);

  it('are said as short as they can be', () => {
    expect(expectation({ kind: 'now', made_at }, now)).toBe('one moment');
    expect(expectation({ kind: 'range', low_seconds: 60, high_seconds: 120, made_at }, now)).toBe(
      '1 to 2 min',
    );
    expect(expectation({ kind: 'range', high_seconds: 60, made_at }, now)).toBe('under 1 min');
    expect(expectation({ kind: 'range', low_seconds: 1200, made_at }, now)).toBe(
      'more than 20 min',
    );
    expect(expectation({ kind: 'by_time', by: at(19, 9), made_at }, now)).toBe(
      `by tomorrow ${clockTime(at(19, 9))}`,
    );
  });
});

it('knows no time in a zone that nobody knows', () => {
  expect(timeThere('Mars/Olympus', now)).toBeUndefined();
  expect(timeThere('Asia/Tokyo', now)).toMatch(/\d:\d\d/);
});

it.each([
  [0, '2:00 left', false, false],
  [95, '0:25 left', false, false],
  [96, '0:24 left', true, false],
  [120, '0:00 left', true, false],
  [121, '0:01 late', false, true],
])('a clock of two minutes after %d s', (after, text, near, late) => {
  const iso = (s: number) => new Date(now + 1000 * s).toISOString();
  expect(clockOf({ warn_at: iso(96), due_at: iso(120) }, now + 1000 * after)).toEqual({
    text,
    near,
    late,
  });
});
