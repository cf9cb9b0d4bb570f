// The visitor's side of a conversation, moved along entry by entry. It mirrors View.Apply in
// chat/view.go: a snapshot with later entries applied equals a fresh snapshot, there and here, and
// the generated cases in testdata hold the two together.

import type { Entry, KnownEntry, Profile, Rating, State, View, ViewHandoff } from './facts.gen.ts';

/** New values for some properties; undefined takes an optional one away. */
type Patch = { [K in keyof View]?: View[K] | undefined };

/** A conversation before its first entry. */
export function emptyView(id: string): View {
  return { id, state: 'assistant', seq: 0, started_at: '' };
}

/**
 * The view after an entry in the visitor's form. An entry that is part of the snapshot already
 * changes nothing, so a resumed stream may overlap it.
 */
export function applyToView(view: View, entry: Entry): View {
  if (entry.seq <= view.seq) return view;
  const moved = { ...view, seq: entry.seq };
  return entry.kind === 'unknown' ? moved : change(moved, patch(view, entry));
}

function patch(view: View, entry: KnownEntry): Patch {
  switch (entry.kind) {
    case 'conversation.started':
      return {
        state: 'assistant',
        started_at: entry.at,
        language: entry.body.language,
        contact: entry.body.contact,
      };
    case 'message.posted':
      return entry.by.kind === 'visitor' && entry.body.language
        ? { language: entry.body.language }
        : {};
    case 'field.collected':
      return { contact: entry.body.field.value, ...strip(view, { asking_contact: false }) };
    case 'handoff.requested':
      return {
        handoff: {
          id: entry.body.handoff,
          promise: entry.body.promise,
          open: true,
          delivered: false,
        },
      };
    case 'handoff.contact_asked':
      return strip(view, { asking_contact: true });
    case 'handoff.delivered':
      return strip(view, { delivered: true });
    case 'promise.changed':
      return strip(view, { promise: entry.body.promise });
    case 'rating.given':
      return { rating: rate(view.rating, entry.at, entry.body) };
    default:
      return owner(view, entry);
  }
}

/** Facts that say who has the conversation now. */
function owner(view: View, entry: KnownEntry): Patch {
  switch (entry.kind) {
    case 'handoff.cancelled':
    case 'conversation.handed_back':
      return move(view, 'assistant');
    case 'conversation.queued':
      return { ...move(view, 'queued'), ...strip(view, { open: true }) };
    case 'offer.made':
      return { ...move(view, 'offered'), ...strip(view, { open: true }), offered: true };
    case 'offer.ended':
      return { offered: undefined };
    case 'conversation.follow_up':
      return { ...move(view, 'follow_up'), ...strip(view, { open: true }) };
    case 'agent.joined':
      return { ...move(view, 'active', entry.body.agent), human: true };
    case 'agent.left':
      return { agent: undefined };
    case 'conversation.resolved':
      return { ...move(view, 'resolved'), outcome: entry.body.outcome };
    case 'conversation.reopened':
      return { ...move(view, 'assistant'), outcome: undefined };
    default:
      return {};
  }
}

/** State and person change together; the strip closes unless a wait begins. */
function move(view: View, state: State, agent?: Profile): Patch {
  const closes = state === 'assistant' || state === 'active' || state === 'resolved';
  return {
    state,
    agent,
    offered: undefined,
    ...(closes ? strip(view, { open: false, asking_contact: false }) : {}),
  };
}

function strip(view: View, news: Partial<ViewHandoff>): Patch {
  if (!view.handoff) return {};
  const { asking_contact, ...handoff } = { ...view.handoff, ...news };
  return { handoff: asking_contact ? { ...handoff, asking_contact } : handoff };
}

function rate(before: Rating | undefined, at: string, given: Omit<Rating, 'at'>): Rating {
  return { ...given, at: before?.segment === given.segment ? before.at : at };
}

/** Like the server's JSON, a view has no property for what is empty. */
function change(view: View, news: Patch): View {
  const next: Record<string, unknown> = { ...view };
  for (const [name, value] of Object.entries(news)) {
    if (value === undefined || value === '') delete next[name];
    else next[name] = value;
  }
  return next as unknown as View;
}
