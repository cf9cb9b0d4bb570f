import { describe, expect, it } from 'vitest';
import lines from '../../../routing/testdata/line.json' with { type: 'json' };
import {
  belongs,
  countsOf,
  emptyInbox,
  type InboxRow,
  type InboxState,
  listRows,
  offersTo,
  parseRow,
  queueDepth,
  withChange,
  withPage,
  withPreview,
  withRead,
  withRow,
} from './inboxRows.ts';

const me = 'agent-anna';

function row(id: string, more: Partial<InboxRow> = {}): InboxRow {
  return {
    conversation: id,
    site: 'site-1',
    state: 'active',
    owner: { kind: 'agent', id: me },
    priority: 0,
    visitor: { id: `visitor-${id}`, verified: false },
    started_at: '2026-03-01T09:00:00Z',
    version: 1,
    ...more,
  };
}

const waiting = (id: string, at: string, more: Partial<InboxRow> = {}) =>
  row(id, { state: 'queued', owner: { kind: 'nobody' }, entered_queue_at: at, ...more });

const counts = {
  mine: 1,
  mine_to_answer: 1,
  queue: 2,
  assistant: 0,
  follow_up: 0,
  snoozed: 0,
  all: 3,
};

function loaded(...rows: InboxRow[]): InboxState {
  return withPage(emptyInbox, { rows, counts, streams: [], epoch: 'e' }, undefined);
}

describe('lists', () => {
  it.each<[InboxRow['state'], string[]]>([
    ['assistant', ['assistant', 'all']],
    ['queued', ['queue', 'all']],
    ['offered', ['queue', 'all']],
    ['active', ['mine', 'all']],
    ['follow_up', ['follow_up', 'all']],
    ['snoozed', ['snoozed', 'all']],
    ['resolved', ['resolved']],
  ])('a conversation that is %s stands in %j', (state, lists) => {
    const names = [
      'mine',
      'queue',
      'assistant',
      'follow_up',
      'snoozed',
      'all',
      'resolved',
    ] as const;
    expect(names.filter((list) => belongs(row('a', { state }), list, me))).toEqual(lists);
  });

  it('leaves a colleague’s conversation out of Mine', () => {
    expect(belongs(row('a', { owner: { kind: 'agent', id: 'agent-ben' } }), 'mine', me)).toBe(
      false,
    );
  });

  it('puts whoever waits longest first, then where it is our turn, then the rest by freshness', () => {
    const said = (at: string) => ({ by: { kind: 'visitor' as const }, text: 'x', at });
    const state = loaded(
      row('theirs-old', { turn: 'visitor', last: said('2026-03-01T09:10:00Z') }),
      row('ours', { turn: 'team', last: said('2026-03-01T09:05:00Z') }),
      waiting('new', '2026-03-01T09:04:00Z'),
      row('theirs-new', { turn: 'visitor', last: said('2026-03-01T09:30:00Z') }),
      waiting('old', '2026-03-01T09:01:00Z'),
    );
    expect(listRows(state, 'all', 'waiting', undefined, me, 0).map((r) => r.conversation)).toEqual([
      'old',
      'new',
      'ours',
      'theirs-new',
      'theirs-old',
    ]);
  });

  it('puts who waits in the order in which they should be taken, as the server does', () => {
    for (const line of lines) {
      const state = loaded(
        ...line.waiting.map(({ conversation, entered_queue_at, ...rest }) =>
          waiting(conversation, entered_queue_at, rest),
        ),
        row('answered'),
      );
      const at = Date.parse(line.at);
      expect(listRows(state, 'all', 'line', undefined, me, at).map((r) => r.conversation)).toEqual([
        ...line.order,
        'answered',
      ]);
    }
  });

  it('puts first what is due first', () => {
    const owed = (due_at: string): Pick<InboxRow, 'sla'> => ({
      sla: { clock: 'first_response', started_at: due_at, warn_at: due_at, due_at },
    });
    const state = loaded(
      waiting('usual', '2026-03-01T09:00:00Z', owed('2026-03-01T09:03:00Z')),
      waiting('quick', '2026-03-01T09:01:00Z', owed('2026-03-01T09:01:30Z')),
      row('nothing due'),
      row('answer', { state: 'follow_up', ...owed('2026-03-01T09:02:00Z') }),
    );
    expect(listRows(state, 'all', 'sla', undefined, me, 0).map((r) => r.conversation)).toEqual([
      'quick',
      'answer',
      'usual',
      'nothing due',
    ]);
  });

  it('narrows to a site, and puts priority before waiting', () => {
    const state = loaded(
      waiting('a', '2026-03-01T09:01:00Z'),
      waiting('b', '2026-03-01T09:02:00Z', { priority: 10 }),
      waiting('c', '2026-03-01T09:00:00Z', { site: 'site-2' }),
    );
    expect(
      listRows(state, 'queue', 'priority', 'site-1', me, 0).map((r) => r.conversation),
    ).toEqual(['b', 'a']);
  });

  it('tells the depth of the queue and since when the first waits', () => {
    const state = loaded(
      waiting('a', '2026-03-01T09:02:00Z'),
      waiting('b', '2026-03-01T09:01:00Z'),
    );
    expect(queueDepth(state)).toMatchObject({
      waiting: 2,
      since: Date.parse('2026-03-01T09:01:00Z'),
    });
  });

  it('counts nobody in the queue as late before their own time is up', () => {
    const owed = (due_at: string): Pick<InboxRow, 'sla'> => ({
      sla: { clock: 'first_response', started_at: due_at, warn_at: due_at, due_at },
    });
    const state = loaded(
      waiting('usual', '2026-03-01T09:00:00Z', owed('2026-03-01T09:03:00Z')),
      waiting('quick', '2026-03-01T09:01:00Z', owed('2026-03-01T09:01:30Z')),
    );
    expect(queueDepth(state).due).toBe(Date.parse('2026-03-01T09:01:30Z'));
    expect(queueDepth(loaded()).due).toBe(Number.POSITIVE_INFINITY);
  });

  it('finds the open offers to an agent, the one that ends first in front', () => {
    const offer = (agent: string, at: string) => ({
      id: 'o',
      agents: [agent],
      from: { kind: 'system' as const },
      warm: false,
      expires_at: at,
    });
    const state = loaded(
      row('a', { offer: offer(me, '2026-03-01T09:20:00Z') }),
      row('b', { offer: offer('agent-ben', '2026-03-01T09:10:00Z') }),
      row('c', { offer: offer(me, '2026-03-01T09:10:00Z') }),
    );
    expect(offersTo(state, me).map((r) => r.conversation)).toEqual(['c', 'a']);
  });
});

describe('pushed rows', () => {
  const last = { by: { kind: 'visitor' as const }, text: 'Hello', at: '2026-03-01T09:00:00Z' };

  it('keep the last line, the turn and the unread count, which they do not carry', () => {
    const state = withRow(
      loaded(waiting('a', '2026-03-01T09:00:00Z', { last, turn: 'team', unread: 2 })),
      row('a', { version: 5 }),
      me,
    );
    expect(state.rows.get('a')).toMatchObject({
      state: 'active',
      version: 5,
      last,
      turn: 'team',
      unread: 2,
    });
  });

  it('change nothing when they are older than what is known', () => {
    const before = loaded(row('a', { version: 9 }));
    expect(withRow(before, waiting('a', '2026-03-01T09:00:00Z', { version: 8 }), me)).toBe(before);
  });

  it('move the counts by what they changed', () => {
    const state = withRow(
      loaded(waiting('a', '2026-03-01T09:00:00Z', { turn: 'team' })),
      row('a', { version: 2 }),
      me,
    );
    expect(state.counts['']).toEqual({ ...counts, queue: 1, mine: 2, mine_to_answer: 2 });
    expect(state.countsDoubtful).toBe(false);
  });

  it('make the counts doubtful when nothing was known of the row', () => {
    expect(withRow(loaded(), row('z'), me).countsDoubtful).toBe(true);
  });

  it('leave a page that was asked for earlier behind', () => {
    const state = withPage(
      withRow(loaded(), row('a', { version: 7 }), me),
      { rows: [row('a', { version: 3, state: 'resolved' })], counts, streams: [], epoch: 'e' },
      undefined,
    );
    expect(state.rows.get('a')?.version).toBe(7);
  });

  it('give the same whether the page or the push comes first', () => {
    const page = {
      rows: [row('a', { version: 1, last, turn: 'team' as const })],
      counts,
      streams: [],
      epoch: 'e',
    };
    const push = waiting('a', '2026-03-01T09:00:00Z', { version: 2 });
    const first = withRow(withPage(emptyInbox, page, undefined), push, me).rows.get('a');
    const second = withPage(withRow(emptyInbox, push, me), page, undefined).rows.get('a');
    expect([first?.state, second?.state, first?.version, second?.version]).toEqual([
      'queued',
      'queued',
      2,
      2,
    ]);
  });
});

describe('lines and answers', () => {
  it('take a newer last line and move “our turn” with it', () => {
    const state = withPreview(
      loaded(row('a', { turn: 'visitor' })),
      {
        conversation: 'a',
        by: { kind: 'visitor' },
        text: 'Hi',
        at: '2026-03-01T10:00:00Z',
        turn: 'team',
        unread: 1,
      },
      me,
    );
    expect(state.rows.get('a')).toMatchObject({ turn: 'team', unread: 1, last: { text: 'Hi' } });
    expect(state.counts['']?.mine_to_answer).toBe(2);
  });

  it('bring the name of a visitor, which pushed rows do not know and so do not take away', () => {
    const line = {
      conversation: 'a',
      by: { kind: 'visitor' as const },
      text: 'Hi',
      at: '2026-03-01T10:00:00Z',
      name: 'Maria Lindqvist',
    };
    const named = withPreview(loaded(row('a')), line, me);
    const pushed = withRow(named, row('a', { version: 5 }), me);
    expect(pushed.rows.get('a')?.visitor).toMatchObject({ name: 'Maria Lindqvist' });
  });

  it('decide whose turn it is where all of one’s rows are known', () => {
    // The server counted Maria's message before its line came, and the line that came is our answer.
    const state = loaded(row('a', { turn: 'visitor' }));
    expect(state.counts['']?.mine_to_answer).toBe(1);
    expect(countsOf(state, '', me)?.mine_to_answer).toBe(0);
    expect(countsOf(loaded(), '', me)?.mine_to_answer).toBe(1);
  });

  it('pass over an older line', () => {
    const before = loaded(
      row('a', { last: { by: { kind: 'visitor' }, text: 'new', at: '2026-03-01T10:00:00Z' } }),
    );
    expect(
      withPreview(
        before,
        { conversation: 'a', by: { kind: 'visitor' }, text: 'old', at: '2026-03-01T09:00:00Z' },
        me,
      ),
    ).toBe(before);
  });

  it('forget what was unread once the team has read it', () => {
    expect(withRead(loaded(row('a', { unread: 3 })), 'a').rows.get('a')?.unread).toBe(0);
  });

  it('drop an offer that an answer no longer names', () => {
    const offer = {
      id: 'o',
      agents: [me],
      from: { kind: 'system' as const },
      warm: false,
      expires_at: '2026-03-01T09:20:00Z',
    };
    const state = withChange(
      loaded(row('a', { offer })),
      { conversation: 'a', version: 2, state: 'active' },
      me,
    );
    expect(state.rows.get('a')?.offer).toBeUndefined();
  });
});

it('reads rows from the wire, and refuses what is none', () => {
  expect(parseRow(row('a'))).toEqual(row('a'));
  expect(parseRow({ ...row('a'), version: '1' })).toBeUndefined();
  expect(parseRow(null)).toBeUndefined();
});
