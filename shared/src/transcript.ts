// The list of a conversation as people read it: messages with their edits and deletions carried
// out, and everything else that has happened between them. Pure; made from entries in either
// numbering, the visitor's or the agents' (an edit names its target in the same one).

import type { Entry, KnownEntry } from './facts.gen.ts';

export type Posted = Extract<KnownEntry, { kind: 'message.posted' | 'note.posted' }>;

export interface Message {
  entry: Posted;
  /** The present text; empty when deleted. */
  text: string;
  state: 'posted' | 'edited' | 'deleted';
}

export type Item =
  | ({ kind: 'message' } & Message)
  | { kind: 'event'; entry: Exclude<KnownEntry, Posted> };

/** A piece of the timeline without holes, oldest first. */
export interface Transcript {
  items: readonly Item[];
  /** The first and last number that went into it; entries without an item count too. */
  from: number;
  to: number;
  /** What later entries say about messages, by target; kept for messages that are loaded afterwards. */
  patches: ReadonlyMap<number, { seq: number; text?: string }>;
}

/** A transcript that begins after a number. */
export function emptyTranscript(after = 0): Transcript {
  return { items: [], from: after + 1, to: after, patches: new Map() };
}

/** The transcript with newer entries at its end. Those that it has already are passed over. */
export function append(transcript: Transcript, entries: readonly Entry[]): Transcript {
  const news = entries.filter((e) => e.seq > transcript.to);
  const last = news.at(-1);
  return last ? { ...merge(transcript, news, 'end'), to: last.seq } : transcript;
}

/** The transcript with older entries before its beginning. */
export function prepend(transcript: Transcript, entries: readonly Entry[]): Transcript {
  const older = entries.filter((e) => e.seq < transcript.from);
  const first = older[0];
  return first ? { ...merge(transcript, older, 'start'), from: first.seq } : transcript;
}

function merge(before: Transcript, entries: readonly Entry[], where: 'start' | 'end'): Transcript {
  const patches = new Map(before.patches);
  const touched = new Set<number>();
  for (const e of entries) {
    if (e.kind !== 'message.edited' && e.kind !== 'message.deleted') continue;
    const known = patches.get(e.body.target);
    if (known && known.seq > e.seq) continue;
    patches.set(e.body.target, {
      seq: e.seq,
      ...(e.kind === 'message.edited' ? { text: e.body.text } : {}),
    });
    touched.add(e.body.target);
  }
  const fresh = entries.flatMap((e) => item(e, patches));
  const old =
    touched.size === 0
      ? before.items
      : before.items.map((i) => (touched.has(i.entry.seq) ? (item(i.entry, patches)[0] ?? i) : i));
  return { ...before, items: where === 'end' ? [...old, ...fresh] : [...fresh, ...old], patches };
}

function item(entry: Entry, patches: Transcript['patches']): Item[] {
  switch (entry.kind) {
    case 'unknown':
    case 'message.edited':
    case 'message.deleted':
      return [];
    case 'message.posted':
    case 'note.posted': {
      const patch = patches.get(entry.seq);
      if (!patch) return [{ kind: 'message', entry, text: entry.body.text, state: 'posted' }];
      return patch.text === undefined
        ? [{ kind: 'message', entry, text: '', state: 'deleted' }]
        : [{ kind: 'message', entry, text: patch.text, state: 'edited' }];
    }
    default:
      return [{ kind: 'event', entry }];
  }
}
