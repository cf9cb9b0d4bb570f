import { expect, it } from 'vitest';
import type { Entry } from './facts.gen.ts';
import { append, emptyTranscript, prepend, type Transcript } from './transcript.ts';

const base = (seq: number) => ({
  seq,
  at: '2026-01-01T00:00:00Z',
  by: { kind: 'visitor', id: 'v' } as const,
});

const posted = (seq: number, text: string): Entry => ({
  ...base(seq),
  kind: 'message.posted',
  body: { text },
});

const life: Entry[] = [
  { ...base(1), kind: 'conversation.started', body: { site: 's', visitor: 'v', page: {} } },
  posted(2, 'one'),
  posted(3, 'two'),
  { ...base(4), kind: 'message.edited', body: { target: 2, text: 'one!' } },
  posted(5, 'three'),
  { ...base(6), kind: 'message.deleted', body: { target: 3 } },
  { ...base(7), kind: 'unknown', name: 'weather.changed' },
  { ...base(8), kind: 'message.edited', body: { target: 2, text: 'one!!' } },
];

const texts = (t: Transcript) =>
  t.items.map((i) => (i.kind === 'message' ? `${i.state}:${i.text}` : i.entry.kind));

const whole = ['conversation.started', 'edited:one!!', 'deleted:', 'posted:three'];

it('carries out edits and deletions', () => {
  const t = append(emptyTranscript(), life);
  expect(texts(t)).toEqual(whole);
  expect([t.from, t.to]).toEqual([1, 8]);
});

it('is the same however the entries arrive: one by one, twice, or the newest first', () => {
  for (let cut = 0; cut <= life.length; cut += 1) {
    const tail = life.slice(cut);
    let t = emptyTranscript(cut);
    for (const entry of tail) t = append(append(t, [entry]), [entry]);
    t = prepend(t, life.slice(0, cut));
    t = prepend(t, life.slice(0, cut));
    expect(texts(t), `cut at ${cut}`).toEqual(whole);
  }
});

it('keeps the items of a list that did not change, so that they need no drawing again', () => {
  const before = append(emptyTranscript(), life);
  const after = append(before, [posted(9, 'four')]);
  expect(after.items[1]).toBe(before.items[1]);
  expect(append(after, [posted(9, 'four')])).toBe(after);
});
