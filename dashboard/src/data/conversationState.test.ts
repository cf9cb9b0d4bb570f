import { describe, expect, it } from 'vitest';
import cases from '../../../shared/testdata/conversation-cases.gen.json' with { type: 'json' };
import type { Schema } from './api.ts';
import {
  type ConversationState,
  fromSnapshot,
  readEntries,
  withEarlier,
  withEntry,
  withSeen,
  withVisitor,
} from './conversationState.ts';

interface Life {
  entries: Record<string, unknown>[];
  after: Record<string, unknown>[];
}

const lives: Life[] = cases;

/** The snapshot that REST would give after the entry at `upTo`, with its last entries only. */
function snapshot(life: Life, upTo: number, last = 50): Schema['ConversationSnapshot'] {
  const entries = life.entries.slice(Math.max(0, upTo + 1 - last), upTo + 1);
  return {
    conversation: life.after[upTo] ?? {},
    seq: upTo + 1,
    epoch: 'e',
    entries,
    has_earlier: upTo + 1 > last,
    visitor: { id: 'visitor-1', verified: false, online: true, trail: [], past: [] },
    seen: { visitor: 0, team: 0 },
    drafts: {},
    deadlines: [],
    viewing: [],
  };
}

function must(state: ConversationState | undefined): ConversationState {
  if (!state) throw new Error('entries are missing');
  return state;
}

const core = ({ conversation, transcript, hasEarlier }: ConversationState) => ({
  conversation,
  transcript,
  hasEarlier,
});

describe('a conversation in the cache', () => {
  it.each(lives.map((life, i) => [i, life] as const))(
    'old snapshot and later entries equal a fresh snapshot (life %i)',
    (_, life) => {
      const end = life.entries.length - 1;
      const fresh = fromSnapshot(snapshot(life, end, 1000));
      for (const from of [0, Math.floor(end / 3), Math.floor(end / 2), end]) {
        let state = fromSnapshot(snapshot(life, from, 1000));
        for (const entry of readEntries(life.entries.slice(from + 1)))
          state = must(withEntry(state, entry));
        expect(core(state)).toEqual(core(fresh));
      }
    },
  );

  it('passes over entries that it has, and asks for help when some are missing', () => {
    const life = lives[0];
    if (!life) throw new Error('no cases');
    const state = fromSnapshot(snapshot(life, 3));
    const entries = readEntries(life.entries);
    const [, known, , , , , far] = entries;
    if (!known || !far) throw new Error('the life is too short');
    expect(withEntry(state, known)).toBe(state);
    expect(withEntry(state, far)).toBeUndefined();
  });

  it('keeps older messages that were loaded when a new snapshot meets them', () => {
    const life = lives.find((l) => l.entries.length > 12);
    if (!life) throw new Error('no long life');
    const end = life.entries.length - 1;
    const old = fromSnapshot(snapshot(life, end - 3, 1000));
    const next = fromSnapshot(snapshot(life, end, 6), old);
    expect(next.transcript.from).toBe(1);
    expect(core(next)).toEqual(core(fromSnapshot(snapshot(life, end, 1000))));
  });

  it('begins again where a new snapshot does not meet what is known', () => {
    const life = lives.find((l) => l.entries.length > 12);
    if (!life) throw new Error('no long life');
    const end = life.entries.length - 1;
    const next = fromSnapshot(snapshot(life, end, 3), fromSnapshot(snapshot(life, 1, 2)));
    expect(next.transcript.from).toBe(end - 1);
    expect(next.hasEarlier).toBe(true);
  });

  it('does not go back to a snapshot that was asked for earlier', () => {
    const life = lives[0];
    if (!life) throw new Error('no cases');
    const now = fromSnapshot(snapshot(life, 6, 1000));
    expect(fromSnapshot(snapshot(life, 4, 1000), now)).toBe(now);
  });

  it('puts earlier entries before the first', () => {
    const life = lives.find((l) => l.entries.length > 12);
    if (!life) throw new Error('no long life');
    const end = life.entries.length - 1;
    const part = fromSnapshot(snapshot(life, end, 4));
    const whole = withEarlier(part, {
      entries: life.entries.slice(0, end - 3),
      has_earlier: false,
      has_later: true,
    });
    expect(core(whole)).toEqual(core(fromSnapshot(snapshot(life, end, 1000))));
  });

  it('lets read marks only rise', () => {
    const life = lives[0];
    if (!life) throw new Error('no cases');
    const state = withSeen(fromSnapshot(snapshot(life, 3)), { visitor: 4 });
    expect(state.seen).toEqual({ visitor: 4, team: 0 });
    expect(withSeen(state, { visitor: 2 })).toBe(state);
  });

  it('says so when the server sends what is no conversation', () => {
    expect(() =>
      fromSnapshot({ ...snapshot({ entries: [], after: [] }, 0), conversation: { id: 7 } }),
    ).toThrow('cannot read');
  });
});

describe('news of the visitor', () => {
  const life = lives[0];
  if (!life) throw new Error('there are no lives');
  const state = fromSnapshot(snapshot(life, 3));
  const known = {
    name: 'Maria',
    email: 'maria@example.com',
    verified: true,
    external_id: 'customer-7',
    proved: ['name', 'shoe'],
    signed: { tier: 'gold' },
    attributes: { cart: '3', odd: 7 },
  };

  it('replaces what somebody is and what is known of them, and leaves the rest', () => {
    const { visitor } = withVisitor(state, known);
    expect(visitor).toEqual({
      ...state.visitor,
      ...known,
      proved: ['name'],
      attributes: { cart: '3' },
    });
    const later = withVisitor({ ...state, visitor }, { verified: true, name: '' });
    expect(later.visitor).toMatchObject({ name: 'Maria', verified: true, online: true });
    expect(later.visitor).not.toHaveProperty('attributes');
    expect(later.visitor).not.toHaveProperty('signed');
  });

  it('keeps a proved name against a collected one', () => {
    const signed = withVisitor(state, known);
    const seq = signed.conversation.seq + 1;
    const field = (name: string, value: string) => ({
      seq,
      at: '2026-03-02T09:00:00Z',
      by: { kind: 'visitor' as const },
      kind: 'field.collected' as const,
      body: { field: { name, value, source: 'visitor' as const } },
    });
    expect(withEntry(signed, field('name', 'Eve'))?.visitor.name).toBe('Maria');
    expect(withEntry(signed, field('email', 'eve@x.example'))?.visitor.email).toBe('eve@x.example');
  });

  it('ignores what it cannot read', () => {
    expect(withVisitor(state, 'nothing')).toBe(state);
    expect(withVisitor(state, { proved: 'all', signed: null }).visitor).toEqual(state.visitor);
  });
});
