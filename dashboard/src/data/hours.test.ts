import { expect, it } from 'vitest';
import { hoursClash, readHours, spansClash, timeZones, usualHours, writeHours } from './hours.ts';
import { meaning } from './hoursMeaning.ts';
import { isPlaced, problemOn, problemWith } from './hoursProblems.ts';
import { describeHours, describePlan } from './hoursWords.ts';

const plan = {
  zone: 'Europe/Berlin',
  weekly: [
    { day: 'monday', from: '09:00', to: '12:00' },
    { day: 'monday', from: '13:00', to: '17:30' },
    { day: 'saturday', from: '22:00', to: '26:00' },
    { day: 'sunday', from: '00:00', to: '24:00' },
  ],
  exceptions: [
    { date: '2026-12-24', name: 'Christmas Eve', open: [] },
    { date: '2026-12-31', open: [{ from: '20:00', to: '25:30' }] },
  ],
  override: { open: false, from: '2026-11-02T09:00:00Z', until: '2026-11-02T12:00:00Z' },
};

it('reads a plan whole, and writes it back', () => {
  const hours = readHours(plan);
  expect(hours?.week.monday).toHaveLength(2);
  expect(hours?.week.saturday).toEqual([{ from: '22:00', to: '02:00' }]);
  expect(hours?.week.sunday).toEqual([{ from: '00:00', to: '00:00' }]);
  expect(hours?.special[1]?.open).toEqual([{ from: '20:00', to: '01:30' }]);
  expect(hours && writeHours(hours)).toEqual(plan);
});

it('finds the field that the server means', () => {
  const hours = readHours(plan);
  if (!hours) throw new Error('a plan that cannot be read');
  const at = (place: string) => ({ at: place, say: 'No.' });
  expect(problemOn('saturday', hours, at('hours.weekly[2].to'))).toEqual({
    index: 0,
    part: 'to',
    say: 'No.',
  });
  expect(problemOn('monday', hours, at('hours.weekly[2].to'))).toBeUndefined();
  expect(problemOn('monday', hours, at('hours.weekly[1]'))?.index).toBe(1);
  expect(problemWith(1, at('hours.exceptions[1].open[0].to'))?.span).toEqual({
    index: 0,
    part: 'to',
    say: 'No.',
  });
  expect(problemWith(0, at('hours.exceptions[0].date'))?.part).toBe('date');
  expect(isPlaced(hours, at('hours.weekly[3]'))).toBe(true);
  expect(isPlaced(hours, at('hours.weekly'))).toBe(false);
  expect(isPlaced(hours, at('hours.override.until'))).toBe(true);
});

it('knows what it can tell by itself to be wrong', () => {
  const hours = usualHours('UTC');
  const day = { date: '2026-12-24', name: '', open: [] };
  const hand = { open: true, from: '2026-11-02T12:00:00Z', until: '2026-11-02T12:00:00Z' };
  expect(hoursClash(hours)).toBe(false);
  expect(hoursClash({ ...hours, special: [day] })).toBe(false);
  expect(hoursClash({ ...hours, special: [day, day] })).toBe(true);
  expect(hoursClash({ ...hours, special: [{ ...day, date: '' }] })).toBe(true);
  expect(hoursClash({ ...hours, byHand: hand })).toBe(true);
});

it('says what the hours mean from a moment on', () => {
  const hours = readHours(plan);
  if (!hours) throw new Error('a plan that cannot be read');
  const at = (text: string) => meaning(hours, Date.parse(text)).join(' ');
  expect(at('2026-11-09T08:30:00Z')).toBe('Open now, until 12:00 PM. Then closed until 1:00 PM.');
  expect(at('2026-11-02T09:30:00Z')).toBe('Closed now. Opens 1:00 PM. Then open until 5:30 PM.');
  expect(at('2026-11-03T09:30:00Z')).toBe(
    'Closed now. Opens Sat 10:00 PM. Then open until Mon 12:00 AM.',
  );
  expect(meaning({ ...hours, week: usualHours('UTC').week, special: [] }, 0)).toHaveLength(2);
  expect(describePlan(hours)).toContain('2026-12-24 Christmas Eve: Closed');
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
    'Mon 09:00 to 12:00, 13:00 to 17:30, Sat 22:00 to 02:00, Sun 00:00 to 24:00',
  );
  expect(describeHours(readHours({ zone: 'UTC', weekly: [] }))).toBe('Never open');
});

it('offers every zone, the present one among them', () => {
  expect(timeZones('Europe/Berlin')).toContain('UTC');
  expect(timeZones('Mars/Olympus')).toContain('Mars/Olympus');
});
