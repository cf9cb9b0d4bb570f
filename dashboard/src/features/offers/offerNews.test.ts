import { expect, it } from 'vitest';
import type { InboxRow } from '../../data/inboxRows.ts';
import { type Ended, endedOffers, stillSaid } from './offerNews.ts';

const end = Date.parse('2026-01-01T10:00:20Z');

const row = (id: string, more: Partial<InboxRow> = {}): InboxRow => ({
  conversation: id,
  site: 'site-1',
  state: 'offered',
  owner: { kind: 'system' },
  priority: 0,
  visitor: { id: `v-${id}`, name: 'Jonas', verified: false },
  started_at: '2026-01-01T10:00:00Z',
  version: 1,
  ...more,
});

const offered = row('c1', {
  offer: {
    id: 'offer-1',
    agents: ['me', 'ben'],
    from: { kind: 'system' },
    warm: false,
    expires_at: new Date(end).toISOString(),
  },
});

const bens = row('c1', {
  state: 'active',
  owner: { kind: 'agent', id: 'ben' },
  agent: { id: 'ben', name: 'Ben' },
});

const told = (now: InboxRow, time: number, answered: string[] = []) =>
  endedOffers([offered], [], new Map([['c1', now]]), new Set(answered), 'me', time);

it('says who took it, before and after its end', () => {
  const taken = [{ id: 'offer-1', conversation: 'c1', visitor: 'Jonas', how: 'taken', by: 'Ben' }];
  expect(told(bens, end - 15_000)).toEqual(taken);
  expect(told(bens, end + 1)).toEqual(taken);
});

it('says that it was missed when its time ran out', () => {
  expect(told(row('c1', { state: 'queued' }), end)).toEqual([
    { id: 'offer-1', conversation: 'c1', visitor: 'Jonas', how: 'missed' },
  ]);
});

it('says nothing of what was answered here, or withdrawn, or is still open', () => {
  expect(told(row('c1'), end, ['offer-1'])).toEqual([]);
  expect(told(row('c1', { state: 'queued' }), end - 10_000)).toEqual([]);
  expect(
    endedOffers([offered], [offered], new Map([['c1', offered]]), new Set(), 'me', end),
  ).toEqual([]);
});

it('keeps the newest miss only, until its conversation is offered again', () => {
  const missed = (id: string, conversation: string): Ended => ({
    id,
    conversation,
    visitor: 'Jonas',
    how: 'missed',
  });
  const taken: Ended = { id: 't', conversation: 'c1', visitor: 'Rosa', how: 'taken', by: 'Ben' };
  const all = [missed('offer-0', 'c1'), taken];
  expect(stillSaid(all, [missed('offer-2', 'c2')], [])).toEqual([taken, missed('offer-2', 'c2')]);
  expect(stillSaid(all, [], [])).toEqual(all);
  expect(stillSaid(all, [], [offered])).toEqual([taken]);
});
