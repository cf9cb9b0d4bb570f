// What is said for a moment at the foot of the page. Saying needs nothing; showing is loaded with the
// first thing that is said.

import type { IconName } from './Icon.tsx';

export interface Said {
  id: number;
  text: string;
  icon: IconName;
  /** How long it stays, in milliseconds. */
  stays: number;
  /** It did not work: spoken at once. */
  urgent: boolean;
  action: { label: string; run: () => void } | undefined;
}

/** How long something can be taken back, in milliseconds. */
export const undoFor = 8000;

type Listener = (said: Said) => void;

const listeners = new Set<Listener>();
/** Said before anybody listened. */
let early: Said[] = [];
let count = 0;

/** Hears everything that is said, also what was said before. The result ends it. */
export function listenToasts(listener: Listener): () => void {
  listeners.add(listener);
  for (const said of early.splice(0)) listener(said);
  return () => listeners.delete(listener);
}

function say(said: Omit<Said, 'id'>): void {
  count += 1;
  const whole = { ...said, id: count };
  if (listeners.size === 0) early = [...early, whole].slice(-3);
  for (const listener of [...listeners]) listener(whole);
}

/** Says that something was done, with a way back for eight seconds. */
export function sayDone(
  text: string,
  icon: IconName,
  undo?: { label: string; run: () => void },
): void {
  say({ text, icon, stays: undoFor, urgent: false, action: undo });
}

/** Says that something needs somebody, with the way there; spoken at once. */
export function sayAlert(text: string, there: { label: string; run: () => void }): void {
  say({ text, icon: 'clock', stays: 10_000, urgent: true, action: there });
}

/** Says that something did not work; stays long enough to be read. */
export function sayFailed(text: string, more?: { label: string; run: () => void }): void {
  say({ text, icon: 'alarm', stays: 10_000, urgent: true, action: more });
}
