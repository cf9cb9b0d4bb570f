import { expect, it } from 'vitest';
import type { InboxRow } from '../../data/inboxRows.ts';
import { dueNews } from './dueNews.ts';

const at = (s: number) => new Date(1_700_000_000_000 + 1000 * s).toISOString();
const ms = (s: number) => Date.parse(at(s));

function row(change: Partial<InboxRow>): InboxRow {
  return {
    conversation: 'conversation-1',
    site: 'site-1',
    state: 'active',
    owner: { kind: 'agent', id: 'ada' },
    priority: 0,
    visitor: { id: 'visitor-1', verified: false, online: true },
    started_at: at(0),
    version: 1,
    sla: { clock: 'next_response', started_at: at(0), warn_at: at(80), due_at: at(100) },
    ...change,
  };
}

const nobody = { kind: 'nobody' } as const;

it.each([
  ['mine, before it is short', row({}), 0, 79, true, []],
  ['mine, as it runs short', row({}), 79, 80, false, [false]],
  ['mine, told once', row({}), 80, 99, false, []],
  ['mine, as it passes', row({}), 99, 100, false, [true]],
  ['mine, short and passed while the tab slept', row({}), 0, 500, false, [true]],
  ['a colleague’s', row({ owner: { kind: 'agent', id: 'ben' } }), 0, 500, true, []],
  ['in line, short', row({ state: 'queued', owner: nobody }), 79, 81, true, []],
  ['in line, passed', row({ state: 'queued', owner: nobody }), 99, 101, true, [true]],
  ['in line, for an agent', row({ state: 'queued', owner: nobody }), 99, 101, false, []],
  ['an answer owed later', row({ state: 'follow_up', owner: nobody }), 99, 101, true, [true]],
  ['snoozed', row({ state: 'snoozed' }), 0, 500, false, []],
])('%s', (_, r, from, to, supervises, want) => {
  expect(dueNews([r], ms(from), ms(to), 'ada', supervises).map((n) => n.late)).toEqual(want);
});

it('says nothing where nothing is owed', () => {
  const { sla: _, ...free } = row({});
  expect(dueNews([free], 0, ms(500), 'ada', true)).toEqual([]);
});
