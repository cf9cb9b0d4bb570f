import { describe, expect, it } from 'vitest';
import raw from '../testdata/view-cases.gen.json' with { type: 'json' };
import { type Entry, parseEntry, parseView, type View } from './facts.gen.ts';
import { applyToView, emptyView } from './view.ts';

interface Case {
  entries: unknown[];
  after: unknown[];
}

const cases: Case[] = raw;

function read(life: Case): { entries: Entry[]; after: View[] } {
  const entries = life.entries.map((x) => {
    const entry = parseEntry(x);
    if (!entry) throw new Error(`not an entry: ${JSON.stringify(x)}`);
    return entry;
  });
  const after = life.after.map((x) => {
    const view = parseView(x);
    if (!view) throw new Error(`not a view: ${JSON.stringify(x)}`);
    return view;
  });
  return { entries, after };
}

describe('the view', () => {
  it('has cases to be checked against', () => {
    expect(cases.length).toBeGreaterThan(5);
  });

  it.each(cases.map((c, i) => [i, read(c)] as const))(
    'stands where the server says after each entry of life %i',
    (_, { entries, after }) => {
      let view = emptyView(after[0]?.id ?? '');
      entries.forEach((entry, i) => {
        view = applyToView(view, entry);
        expect(view, `after ${i + 1}: ${entry.kind}`).toEqual(after[i]);
      });
    },
  );

  it('changes nothing for an entry that the snapshot has, and keeps the place of an unknown one', () => {
    const view: View = { ...emptyView('c'), seq: 4 };
    const base = { at: '2026-01-01T00:00:00Z', by: { kind: 'system' } } as const;
    const old: Entry = {
      ...base,
      seq: 4,
      kind: 'conversation.resolved',
      body: { outcome: 'solved' },
    };
    expect(applyToView(view, old)).toBe(view);
    const unknown: Entry = { ...base, seq: 5, kind: 'unknown', name: 'weather.changed' };
    expect(applyToView(view, unknown)).toEqual({ ...view, seq: 5 });
  });
});
