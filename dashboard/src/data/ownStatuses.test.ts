import { expect, it } from 'vitest';
import { type OwnStatus, presenceLook } from './ownStatuses.ts';
import type { Presence } from './presence.ts';

const office: OwnStatus = {
  id: 'office',
  name: 'Back office',
  color: '#3451D1',
  stands_for: 'available',
  takes_work: true,
  place: 0,
  people: 1,
  version: 1,
};

it.each<[Presence['why'], Presence['shown'], string | undefined, string]>([
  ['set', 'available', undefined, 'Available'],
  ['set', 'available', 'office', 'Back office'],
  ['on_phone', 'available', undefined, 'Available, by phone'],
  ['on_phone', 'available', 'office', 'Back office, by phone'],
  ['on_phone', 'available', 'deleted', 'Available, by phone'],
  ['at_capacity', 'busy', 'office', 'At capacity'],
  ['shift_over', 'offline', undefined, 'Off shift'],
  ['not_responding', 'away', undefined, 'Not responding'],
  ['gone', 'offline', 'office', 'Offline'],
  ['idle', 'away', undefined, 'Away'],
])('says %s (%s, %s) as %s', (why, shown, own, words) => {
  const look = presenceLook({ why, shown, status: 'available', ...(own ? { own } : {}) }, [office]);
  expect(look.words).toBe(words);
});
