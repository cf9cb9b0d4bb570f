import { expect, it } from 'vitest';
import { readHours, spansClash, timeZones, usualHours, writeHours } from './hours.ts';
import { describeHours } from './hoursWords.ts';

const plan = {
  zone: 'Europe/Berlin',
  weekly: [
    { day: 'monday', from: '09:00', to: '12:00' },
    { day: 'monday', from: '13:00', to: '17:30' },
    { day: 'saturday', from: '22:00', to: '02:00' },
  ],
  exceptions: [{ date: '2026-12-24', name: 'Christmas Eve', open: [] }],
};

it('reads a plan, and writes it back with what it does not show', () => {
  const hours = readHours(plan);
  expect(hours?.week.monday).toHaveLength(2);
  expect(hours && writeHours(hours, plan)).toEqual(plan);
});

it('does not guess at a plan that it cannot read', () => {
  expect(readHours({ zone: 7 })).toBeUndefined();
  expect(
    readHours({ zone: 'UTC', weekly: [{ day: 'someday', from: '09:00', to: '10:00' }] }),
  ).toBeUndefined();
  expect(readHours('always')).toBeUndefined();
});

it('sees hours that overlap, also past midnight', () => {
  expect(
    spansClash([
      { from: '09:00', to: '12:00' },
      { from: '12:00', to: '17:00' },
    ]),
  ).toBe(false);
  expect(
    spansClash([
      { from: '09:00', to: '13:00' },
      { from: '12:00', to: '17:00' },
    ]),
  ).toBe(true);
  expect(
    spansClash([
      { from: '22:00', to: '02:00' },
      { from: '23:00', to: '23:30' },
    ]),
  ).toBe(true);
});

it('says hours in one line, days of the same hours together', () => {
  expect(describeHours(usualHours('UTC'))).toBe('Mon to Fri 09:00 to 17:00');
  expect(describeHours(readHours(plan))).toBe(
    'Mon 09:00 to 12:00, 13:00 to 17:30, Sat 22:00 to 02:00',
  );
  expect(describeHours(readHours({ zone: 'UTC', weekly: [] }))).toBe('Never open');
});

it('offers every zone, the present one among them', () => {
  expect(timeZones('Europe/Berlin')).toContain('UTC');
  expect(timeZones('Mars/Olympus')).toContain('Mars/Olympus');
});
