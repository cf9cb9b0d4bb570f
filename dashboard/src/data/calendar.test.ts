import { expect, it } from 'vitest';
import cases from '../../../hours/testdata/cases.json' with { type: 'json' };
import { isOpen, momentOf, nextChange, wallOf } from './calendar.ts';
import { readHours } from './hours.ts';

for (const { plan, moments } of cases) {
  const first = moments[0]?.at ?? '';
  it(`agrees with the server on a plan in ${plan.zone}, from ${first} on`, () => {
    const hours = readHours(plan);
    if (!hours) throw new Error('a plan that cannot be read');
    for (const m of moments) {
      const at = Date.parse(m.at);
      const until = nextChange(hours, at);
      expect({
        at: m.at,
        open: isOpen(hours, at),
        until: until === undefined ? undefined : new Date(until).toISOString(),
      }).toEqual({
        at: m.at,
        open: m.open,
        until: 'until' in m ? new Date(m.until).toISOString() : undefined,
      });
    }
  });
}

it('gives the moment for a time of day, also where the clocks are set', () => {
  const zone = 'Europe/Berlin';
  const wall = (text: string) => Date.parse(`${text}:00Z`);
  const iso = (at: number) => new Date(at).toISOString();
  expect(iso(momentOf(wall('2026-07-01T09:00'), zone))).toBe('2026-07-01T07:00:00.000Z');
  expect(iso(momentOf(wall('2026-03-29T02:30'), zone))).toBe('2026-03-29T00:30:00.000Z'); // skipped
  expect(wallOf(Date.parse('2026-07-01T07:00:00Z'), zone)).toBe(wall('2026-07-01T09:00'));
});
