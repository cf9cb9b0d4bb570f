// One conversation as the dashboard holds it: the snapshot of REST, moved along by entries.

import { isBag } from '@baton/shared/bag';
import { applyEntry } from '@baton/shared/conversation';
import {
  type Conversation,
  type Entry,
  type Package,
  parseConversation,
  parseEntry,
} from '@baton/shared/facts.gen';
import { append, emptyTranscript, prepend, type Transcript } from '@baton/shared/transcript';
import type { Schema } from './api.ts';
import { ApiError } from './errors.ts';

export interface ConversationState {
  conversation: Conversation;
  transcript: Transcript;
  hasEarlier: boolean;
  visitor: Schema['VisitorRecord'];
  package: Package | undefined;
  seen: Schema['SeenMarks'];
  /** The clocks that ran when the snapshot was made. */
  deadlines: Schema['ConversationSnapshot']['deadlines'];
  /** What this agent typed here and did not send, as the server had it when the snapshot was made. */
  drafts: Schema['KeptDrafts'];
  viewing: readonly string[];
}

/** Reads a snapshot, keeping what is already known of the timeline where the two meet. */
export function fromSnapshot(
  snapshot: Schema['ConversationSnapshot'],
  known?: ConversationState,
): ConversationState {
  const conversation = parseConversation(withoutNulls(snapshot.conversation));
  if (!conversation)
    throw new ApiError(
      'internal',
      'The server sent a conversation that this page cannot read. Reload the page.',
    );
  const entries = readEntries(snapshot.entries);
  const first = entries[0]?.seq ?? snapshot.seq + 1;
  const meets = known !== undefined && known.transcript.to >= first - 1;
  if (meets && known.conversation.seq > conversation.seq) return known;
  const transcript = meets
    ? append(known.transcript, entries)
    : append(emptyTranscript(first - 1), entries);
  return {
    conversation,
    transcript: { ...transcript, to: Math.max(transcript.to, snapshot.seq) },
    hasEarlier: meets ? known.hasEarlier : snapshot.has_earlier,
    visitor: snapshot.visitor,
    package: readPackage(snapshot.package),
    seen: snapshot.seen,
    deadlines: snapshot.deadlines,
    drafts: snapshot.drafts,
    viewing: snapshot.viewing,
  };
}

/** One more entry. Undefined when entries in between are missing. */
export function withEntry(state: ConversationState, entry: Entry): ConversationState | undefined {
  if (entry.seq <= state.conversation.seq) return state;
  if (entry.seq > state.conversation.seq + 1) return undefined;
  return {
    ...state,
    conversation: applyEntry(state.conversation, entry),
    transcript: append(state.transcript, [entry]),
    ...(entry.kind === 'handoff.packaged' ? { package: entry.body.package } : {}),
    visitor:
      entry.kind === 'field.collected' ? withField(state.visitor, entry.body.field) : state.visitor,
  };
}

function withField(
  visitor: Schema['VisitorRecord'],
  field: { name: string; value: string },
): Schema['VisitorRecord'] {
  if (field.name === 'name' || field.name === 'email' || field.name === 'phone')
    return visitor.proved?.includes(field.name)
      ? visitor
      : { ...visitor, [field.name]: field.value };
  return visitor;
}

const contactFields = ['name', 'email', 'phone'] as const;

/** What is known of the visitor now. A part that is not of the documented shape is as good as absent. */
export function withVisitor(state: ConversationState, news: unknown): ConversationState {
  if (!isBag<'verified' | 'external_id' | 'proved' | 'signed' | 'attributes'>(news)) return state;
  const { signed: _, attributes: __, proved: ___, external_id: ____, ...rest } = state.visitor;
  const visitor: Schema['VisitorRecord'] = { ...rest, verified: news.verified === true };
  const said: { [name: string]: unknown } = news;
  for (const field of contactFields) {
    const value = said[field];
    if (typeof value === 'string' && value) visitor[field] = value;
  }
  const { proved } = news;
  if (typeof news.external_id === 'string') visitor.external_id = news.external_id;
  if (Array.isArray(proved)) visitor.proved = contactFields.filter((f) => proved.includes(f));
  const signed = readTexts(news.signed);
  const attributes = readTexts(news.attributes);
  return {
    ...state,
    visitor: { ...visitor, ...(signed && { signed }), ...(attributes && { attributes }) },
  };
}

function readTexts(x: unknown): Record<string, string> | undefined {
  if (typeof x !== 'object' || x === null) return undefined;
  return Object.fromEntries(
    Object.entries(x).filter((e): e is [string, string] => typeof e[1] === 'string'),
  );
}

export function withEarlier(
  state: ConversationState,
  page: Schema['EntryPage'],
): ConversationState {
  return {
    ...state,
    transcript: prepend(state.transcript, readEntries(page.entries)),
    hasEarlier: page.has_earlier,
  };
}

/** Read marks only ever rise. */
export function withSeen(
  state: ConversationState,
  seen: { visitor?: number; team?: number },
): ConversationState {
  const visitor = Math.max(state.seen.visitor, seen.visitor ?? 0);
  const team = Math.max(state.seen.team, seen.team ?? 0);
  return visitor === state.seen.visitor && team === state.seen.team
    ? state
    : { ...state, seen: { visitor, team } };
}

export function readEntries(raw: readonly unknown[]): Entry[] {
  return raw.map((x) => parseEntry(withoutNulls(x))).filter((e) => e !== undefined);
}

function readPackage(raw: unknown): Package | undefined {
  const entry = parseEntry({
    seq: 1,
    at: '',
    by: { kind: 'system' },
    kind: 'handoff.packaged',
    body: { package: withoutNulls(raw) },
  });
  return entry?.kind === 'handoff.packaged' ? entry.body.package : undefined;
}

/** Go writes null where a list is empty; absent says the same. */
function withoutNulls(x: unknown): unknown {
  if (Array.isArray(x)) return x.map(withoutNulls);
  if (typeof x !== 'object' || x === null) return x ?? undefined;
  return Object.fromEntries(
    Object.entries(x)
      .filter(([, v]) => v !== null)
      .map(([k, v]) => [k, withoutNulls(v)]),
  );
}
