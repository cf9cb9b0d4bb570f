import { expect, it } from 'vitest';
import { newer, type Presence, parsePresence } from './presence.ts';

const known: Presence = {
  agent: 'agent-ben',
  version: 4,
  at: '2026-03-01T09:00:00Z',
  status: 'away',
  until: '2026-03-01T10:00:00Z',
  reachable: true,
  load: 1,
  capacity: 3,
  shown: 'away',
  why: 'set',
};

it('takes the newer of two: by version, then by time', () => {
  expect(newer(known, { agent: 'agent-ben', version: 3, load: 2 })).toBe(known);
  expect(
    newer(known, { agent: 'agent-ben', version: 4, at: '2026-03-01T08:00:00Z', load: 2 }),
  ).toBe(known);
  expect(newer(known, { agent: 'agent-ben', version: 5, load: 2 }).load).toBe(2);
});

it('lets the end of a status go with the status', () => {
  expect(
    newer(known, { agent: 'agent-ben', version: 5, status: 'available' }).until,
  ).toBeUndefined();
  expect(newer(known, { agent: 'agent-ben', version: 5, load: 2 }).until).toBe(known.until);
});

it('lets the end of a shift go with the work that it would have ended', () => {
  const shift = { ...known, shift_ends_at: '2026-03-01T17:00:00Z' };
  const over = parsePresence({ agent: 'agent-ben', status: 'offline', why: 'shift_over' });
  expect(over && newer(shift, { ...over, version: 9 })).toMatchObject({ why: 'shift_over' });
  expect(over && newer(shift, { ...over, version: 9 }).shift_ends_at).toBeUndefined();
  expect(newer(shift, { agent: 'agent-ben', version: 9, load: 2 }).shift_ends_at).toBeTruthy();
});

it('reads what makes sense of a frame', () => {
  expect(
    parsePresence({
      t: 'presence',
      agent: 'agent-ben',
      status: 'busy',
      shown: 'somewhere',
      load: '2',
      why: 'at_capacity',
    }),
  ).toEqual({ agent: 'agent-ben', status: 'busy', why: 'at_capacity' });
  expect(parsePresence({ status: 'busy' })).toBeUndefined();
});
