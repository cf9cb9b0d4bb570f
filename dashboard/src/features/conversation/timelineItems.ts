// The timeline as it is drawn, from what is known: stored entries, messages on their way, and what
// passes. Pure, so that grouping and marks are tested without a page.

import type { KnownEntry, Party } from '@baton/shared/facts.gen';
import type { Letter } from '@baton/shared/outbox';
import type { Message, Transcript } from '@baton/shared/transcript';
import type { AssistantDraft, Glimpse, Typist } from '../../data/glimpse.ts';
import { daysBetween } from '../../text/time.ts';

/** Whose side a message stands on, and in which colours. */
export type Author = 'visitor' | 'assistant' | 'me' | 'colleague';

export interface MessageItem {
  kind: 'message';
  key: string;
  message: Message;
  author: Author;
  note: boolean;
  /** Begins a group: the name and the time stand above it. */
  first: boolean;
  /** For the reader's own last messages: how far they have come. */
  mark: 'seen' | 'sent' | undefined;
}

export type TimelineItem =
  | { kind: 'earlier'; key: 'earlier' }
  | { kind: 'day'; key: string; at: string }
  | MessageItem
  | { kind: 'event'; key: string; entry: EventEntry }
  | { kind: 'letter'; key: string; letter: Letter; note: boolean; first: boolean }
  | { kind: 'draft'; key: string; draft: AssistantDraft }
  | { kind: 'typing'; key: string; typist: Typist };

export type EventEntry = Exclude<
  KnownEntry,
  { kind: 'message.posted' | 'note.posted' | 'message.edited' | 'message.deleted' }
>;

/** Messages of one author within this time stand together, in milliseconds. */
const together = 2 * 60_000;

interface Known {
  transcript: Transcript;
  hasEarlier: boolean;
  /** The visitor has seen up to this number. */
  seen: number;
  letters: readonly Letter[];
  notes: readonly Letter[];
  glimpse: Glimpse;
  me: string;
}

export function timelineItems(known: Known): TimelineItem[] {
  const items: TimelineItem[] = known.hasEarlier ? [{ kind: 'earlier', key: 'earlier' }] : [];
  let before: { at: string; group: string | undefined } | undefined;
  const lastSeen = lastOwn(known, (seq) => seq <= known.seen);
  const lastSent = lastOwn(known, () => true);
  for (const item of known.transcript.items) {
    const { entry } = item;
    if (item.kind === 'event' && !isShown(entry as EventEntry)) continue;
    if (!before || daysBetween(before.at, entry.at) !== 0) {
      items.push({ kind: 'day', key: `day-${entry.seq}`, at: entry.at });
      before = undefined;
    }
    if (item.kind === 'event') {
      items.push({ kind: 'event', key: String(entry.seq), entry: item.entry as EventEntry });
      before = { at: entry.at, group: undefined };
      continue;
    }
    const note = entry.kind === 'note.posted';
    const group = `${note ? 'note' : ''}${entry.by.kind}${entry.by.id ?? ''}`;
    const near = before !== undefined && Date.parse(entry.at) - Date.parse(before.at) < together;
    items.push({
      kind: 'message',
      key: entry.client_id ?? String(entry.seq),
      message: item,
      author: authorOf(entry.by, known.me),
      note,
      first: !(near && before?.group === group),
      mark: entry.seq === lastSeen ? 'seen' : entry.seq === lastSent ? 'sent' : undefined,
    });
    before = { at: entry.at, group };
  }
  return [...items, ...passing(known)];
}

/** What is not stored yet stands at the end. */
function passing({ letters, notes, glimpse }: Known): TimelineItem[] {
  const items: TimelineItem[] = [];
  if (glimpse.draft)
    items.push({ kind: 'draft', key: `draft-${glimpse.draft.run}`, draft: glimpse.draft });
  const waiting = [
    ...letters.map((letter) => ({ letter, note: false })),
    ...notes.map((letter) => ({ letter, note: true })),
  ].sort((a, b) => a.letter.written - b.letter.written);
  waiting.forEach(({ letter, note }, i) => {
    const previous = waiting[i - 1];
    items.push({
      kind: 'letter',
      key: letter.client_id,
      letter,
      note,
      first: !previous || previous.note !== note,
    });
  });
  for (const typist of glimpse.typing) {
    if (typist.by.kind === 'visitor') items.push({ kind: 'typing', key: 'typing', typist });
  }
  return items;
}

function lastOwn(known: Known, fits: (seq: number) => boolean): number | undefined {
  return known.transcript.items.findLast(
    (i) =>
      i.kind === 'message' &&
      i.entry.kind === 'message.posted' &&
      i.entry.by.kind === 'agent' &&
      i.entry.by.id === known.me &&
      i.state !== 'deleted' &&
      fits(i.entry.seq),
  )?.entry.seq;
}

function authorOf(by: Party, me: string): Author {
  if (by.kind === 'visitor') return 'visitor';
  if (by.kind === 'assistant') return 'assistant';
  return by.id === me ? 'me' : 'colleague';
}

/** Facts that the team reads as lines. The rest is seen elsewhere: in the card, in the head, in the list. */
function isShown(entry: EventEntry): boolean {
  switch (entry.kind) {
    case 'handoff.packaged':
    case 'handoff.delivered':
      return false;
    case 'conversation.queued':
      return (
        entry.body.why !== 'handoff' &&
        entry.body.why !== 'released' &&
        entry.body.why !== 'agent_gone'
      );
    case 'conversation.routed':
      return Boolean(entry.body.route.rule || entry.body.route.team || entry.body.route.skills);
    case 'agent.left':
      return entry.body.why !== 'transferred';
    default:
      return true;
  }
}
