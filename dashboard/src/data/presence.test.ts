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
