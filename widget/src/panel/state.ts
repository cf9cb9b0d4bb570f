// Everything that the panel draws from.

import type { ConnectionState } from '@baton/shared/connection';
import type { Party, Profile, View } from '@baton/shared/facts.gen';
import type { Refusal } from '@baton/shared/frames';
import type { Letter } from '@baton/shared/outbox';
import type { Transcript } from '@baton/shared/transcript';
import type { Seen, Session, Site } from './api.ts';

export type Screen =
  | { at: 'home' }
  | { at: 'chat' }
  | { at: 'help'; slug?: string; from: 'home' | 'chat' };

/** The conversation on the screen. */
export interface Current {
  view: View;
  transcript: Transcript;
  hasEarlier: boolean;
  seen: Seen;
}

export interface Draft {
  run: string;
  text: string;
  /** The last piece; a gap after it means that the rest comes with the message. */
  n: number;
  at: number;
}

/** A line above the composer. */
export type Notice =
  | { is: 'offline' }
  | { is: 'back'; sent: number }
  | { is: 'trouble'; refusal: Refusal | undefined };

export interface PanelState {
  /** The visitor sees the panel; otherwise only the launcher, while the panel listens on. */
  shown: boolean;
  phone: boolean;
  screen: Screen;
  menu: boolean;
  phase: 'idle' | 'opening' | 'open' | 'failed';
  /** What the launcher knew of the site; the session's own word replaces it. */
  site: Site | undefined;
  session: Session | undefined;
  chat: Current | undefined;
  letters: readonly Letter[];
  link: ConnectionState;
  /** The connection is away for longer than a moment. */
  away: boolean;
  notice: Notice | undefined;
  draft: Draft | undefined;
  typing: { by: Party; name: string | undefined } | undefined;
  /** In line now; the promise has the place at its own time. */
  place: number | undefined;
  /** Talk to a person was pressed and is under way. */
  asking: boolean;
  /** A person who has just taken the baton; the strip shows it before the card does. */
  arriving: Profile | undefined;
  loadingEarlier: boolean;
  /** Offers, ratings and the like that the visitor put aside, by name. */
  aside: ReadonlySet<string>;
  sound: boolean;
  theme: 'light' | 'dark' | 'auto';
  /** A text that the host page wants in the composer. */
  proposal: string | undefined;
}

export const initialState: PanelState = {
  shown: false,
  phone: false,
  screen: { at: 'home' },
  menu: false,
  phase: 'idle',
  site: undefined,
  session: undefined,
  chat: undefined,
  letters: [],
  link: { at: 'stopped', why: 'asked' },
  away: false,
  notice: undefined,
  draft: undefined,
  typing: undefined,
  place: undefined,
  asking: false,
  arriving: undefined,
  loadingEarlier: false,
  aside: new Set(),
  sound: true,
  theme: 'auto',
  proposal: undefined,
};

/** Messages of the other side that the visitor has not seen. */
export function unread(chat: Current | undefined): number {
  if (!chat) return 0;
  return chat.transcript.items.filter(
    (i) =>
      i.kind === 'message' &&
      i.state !== 'deleted' &&
      i.entry.by.kind !== 'visitor' &&
      i.entry.seq > chat.seen.visitor,
  ).length;
}

/** Whether a visitor who waits is shown the strip. */
export function waits(view: View | undefined): boolean {
  return view?.state === 'queued' || view?.state === 'offered';
}

/** The people of this conversation and of the team, by id. */
export function people(
  session: Session | undefined,
  chat: Current | undefined,
): Map<string, Profile> {
  const found = new Map<string, Profile>();
  for (const face of session?.team.faces ?? []) found.set(face.id, face);
  for (const item of chat?.transcript.items ?? []) {
    if (item.kind === 'event' && 'agent' in item.entry.body) {
      const agent = item.entry.body.agent;
      if (typeof agent === 'object') found.set(agent.id, agent);
    }
  }
  if (chat?.view.agent) found.set(chat.view.agent.id, chat.view.agent);
  return found;
}

/** The person who had the conversation when it ended. */
export function lastAgent(state: PanelState): Profile | undefined {
  if (!state.chat?.view.human) return undefined;
  const item = state.chat.transcript.items.findLast(
    (i) => i.kind === 'event' && i.entry.kind === 'agent.joined',
  );
  if (item?.entry.kind === 'agent.joined') return item.entry.body.agent;
  const said = state.chat.transcript.items.findLast((i) => i.entry.by.kind === 'agent');
  return people(state.session, state.chat).get(said?.entry.by.id ?? '');
}
