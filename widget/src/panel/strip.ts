// What the strip says while a visitor waits, and where the baton is. Pure. The baton shows order, never
// time: one step for each place in line.

import type { Expectation } from '@baton/shared/facts.gen';
import { moment, range } from './moment.ts';
import type { PanelState } from './state.ts';
import type { TMore } from './texts/text.ts';

export interface StripView {
  /** How far the baton has come from the assistant to the person, 0 to 1. */
  at: number;
  title: string;
  lines: string[];
  /** never: Never mind. later: an answer at a stated time is offered instead of the wait. */
  choice: 'never' | 'later' | 'none';
}

const told = 0.14;
const nextInLine = 0.78;

export function stripOf(state: PanelState, now: number, t: TMore): StripView {
  const { arriving, chat } = state;
  if (arriving) {
    const { name } = arriving;
    return { at: 1, title: t('isHere', { name }), lines: [t('seesAll', { name })], choice: 'none' };
  }
  const handoff = chat?.view.handoff;
  const promise = handoff?.promise;
  if (!handoff || !promise) return passing(t);
  if (chat.view.offered || promise.kind === 'now') {
    return { at: nextInLine, title: t('next'), lines: [t('moment')], choice: 'never' };
  }
  if (!handoff.delivered) return passing(t);
  const inLine = state.place ?? promise.place;
  const at = step(inLine, firstPlace(state));
  if (tooLong(promise) && !state.aside.has(`wait-${handoff.id}`)) {
    const time = promise.by ? moment(promise.by, now, t) : '';
    const title = time ? t('laterInstead', { time }) : t('laterPlain');
    return { at, title, lines: [], choice: 'later' };
  }
  return {
    at,
    title: place(inLine, t),
    lines: waitLines(state, promise, t),
    choice: 'never',
  };
}

function passing(t: TMore): StripView {
  return { at: told, title: t('passing'), lines: [t('goesAlong')], choice: 'never' };
}

function place(n: number | undefined, t: TMore): string {
  if (!n) return t('inLine');
  return n === 1 ? t('next') : t('place', { n });
}

function waitLines(state: PanelState, promise: Expectation, t: TMore): string[] {
  const wait = range(promise, t);
  if (!wait) return [t('keepChatting')];
  if (grew(state)) return [t('longer', { range: wait })];
  if (lapsed(state)) return [t('stillLooking', { range: wait })];
  return [t('usually', { range: wait }), t('keepChatting')];
}

/** From told to next in line in as many steps as there were places at first. */
function step(place: number | undefined, first: number): number {
  if (!place) return told;
  const places = Math.max(first, place);
  return told + ((nextInLine - told) * (places - place + 1)) / places;
}

function tooLong(promise: Expectation): boolean {
  return promise.kind === 'range' && !promise.high_seconds && !!promise.low_seconds;
}

/** The promises of the present handoff, oldest first. */
function promises(state: PanelState): Expectation[] {
  const id = state.chat?.view.handoff?.id;
  return (state.chat?.transcript.items ?? []).flatMap(({ entry }) =>
    (entry.kind === 'handoff.requested' || entry.kind === 'promise.changed') &&
    entry.body.handoff === id
      ? entry.body.promise
      : [],
  );
}

function firstPlace(state: PanelState): number {
  return promises(state)[0]?.place ?? 1;
}

/** Whether the last change was for the worse. */
function grew(state: PanelState): boolean {
  const [before, now] = promises(state).slice(-2);
  return (now?.low_seconds ?? 0) > (before?.low_seconds ?? 0);
}

/** Whether somebody was asked and did not come, and nothing else has happened to the wait since. */
function lapsed(state: PanelState): boolean {
  const kinds = new Set(['offer.made', 'offer.ended', 'agent.left', 'handoff.requested']);
  const last = state.chat?.transcript.items.findLast((i) => kinds.has(i.entry.kind));
  return last?.entry.kind === 'offer.ended';
}
