import { describe, expect, it } from 'vitest';
import cases from '../testdata/conversation-cases.gen.json' with { type: 'json' };
import { applyEntry, emptyConversation } from './conversation.ts';
import { type Entry, parseConversation, parseEntry } from './facts.gen.ts';

interface Case {
  entries: unknown[];
  after: { id: string }[];
}

const lives: Case[] = cases;

function read(raw: unknown): Entry {
  const entry = parseEntry(raw);
  if (!entry) throw new Error(`not an entry: ${JSON.stringify(raw)}`);
  return entry;
}

/** What the server leaves empty: Go writes null for a list that is not there, and a party without a kind. */
function plain(x: unknown): unknown {
  return JSON.parse(
    JSON.stringify(x, (key, v) => {
      if (v === null) return undefined;
      return key === 'by' && v.kind === '' ? { kind: 'nobody' } : v;
    }),
  );
}

describe('applyEntry', () => {
  it.each(lives.map((c, i) => [i, c] as const))(
    'follows generated life %i step by step as the server does',
    (_, life) => {
      let c = emptyConversation(life.after[0]?.id ?? '');
      life.entries.forEach((raw, i) => {
        c = applyEntry(c, read(raw));
        expect(c, `after entry ${i + 1}`).toEqual(plain(life.after[i]));
      });
    },
  );

  it.each(lives.map((c, i) => [i, c] as const))(
    'gives the same from any snapshot of life %i',
    (_, life) => {
      const entries = life.entries.map(read);
      const last = plain(life.after.at(-1));
      life.after.forEach((snapshot, i) => {
        const parsed = parseConversation(plain(snapshot));
        if (!parsed) throw new Error('snapshot does not parse');
        expect(entries.slice(i + 1).reduce(applyEntry, parsed)).toEqual(last);
        expect(entries.reduce(applyEntry, parsed), 'overlapping entries change nothing').toEqual(
          last,
        );
      });
    },
  );

  it('changes nothing but the number for a kind that only a newer server knows', () => {
    const c = { ...emptyConversation('c1'), seq: 4 };
    const e = read({
      seq: 5,
      at: '2026-01-02T00:00:00Z',
      by: { kind: 'system' },
      kind: 'visitor.waved',
      body: { hands: 2 },
    });
    expect(applyEntry(c, e)).toEqual({ ...c, seq: 5 });
  });

  it('leaves the snapshot that it was given as it was', () => {
    const life = lives[0];
    if (!life) throw new Error('no cases');
    const entries = life.entries.map(read);
    const c = Object.freeze(applyEntry(emptyConversation('c1'), entries[0] ?? read({})));
    const before = structuredClone(c);
    entries.slice(1).reduce(applyEntry, c);
    expect(c).toEqual(before);
  });
});
