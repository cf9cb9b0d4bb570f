// What the board says, as plain values: the components only draw them.

import type { Board, BoardAgent, BoardEntry, BoardQueue } from '../../data/board.ts';
import { placesIn, type Team, type TeamLimit } from '../../data/teams.ts';
import { visitorName } from '../../data/visitor.ts';
import { t } from '../../text/board.ts';

export type Pressure = 'plain' | 'near' | 'late';

/** Near is the last fifth of the target. */
const nearShare = 0.8;

export function pressure(since: string, targetSeconds: number, now: number): Pressure {
  const share = (now - Date.parse(since)) / (1000 * targetSeconds);
  return share > 1 ? 'late' : share > nearShare ? 'near' : 'plain';
}

/** What a queue is called: as its team, if it has one. */
export function queueName(teams: readonly Team[]): (q: BoardQueue) => string {
  return (q) =>
    q.team ? (teams.find((x) => x.id === q.team)?.name ?? t('board.goneTeam')) : t('board.anybody');
}

/** The queues in which somebody waits longest come first, the empty ones last by their names. */
export function inOrder(
  queues: readonly BoardQueue[],
  name: (q: BoardQueue) => string,
): BoardQueue[] {
  return [...queues].sort(
    (a, b) =>
      (a.longest_since ?? '9').localeCompare(b.longest_since ?? '9') ||
      name(a).localeCompare(name(b)),
  );
}

/** How many conversations somebody may have at once, in the teams that they are in. */
export function placesOf(a: BoardAgent, teams: readonly TeamLimit[]): number {
  return placesIn(
    a.presence.capacity,
    teams.filter((team) => a.teams?.includes(team.id)),
  );
}

export interface Places {
  free: number;
  used: number;
  all: number;
}

/** The places of those who take work now; who does not respond, is away or gone has none to give. */
export function places(agents: readonly BoardAgent[], teams: readonly TeamLimit[]): Places {
  const able = agents.filter(
    (a) => a.presence.reachable && (a.presence.shown === 'available' || isFull(a)),
  );
  const sum = (of: (a: BoardAgent) => number) => able.reduce((n, a) => n + of(a), 0);
  return {
    free: sum((a) => Math.max(0, placesOf(a, teams) - a.presence.load)),
    used: sum((a) => a.presence.load),
    all: sum((a) => placesOf(a, teams)),
  };
}

function isFull(a: BoardAgent): boolean {
  return a.presence.why === 'at_capacity';
}

/** Those who would answer a queue. */
export function peopleOf(queue: BoardQueue, agents: readonly BoardAgent[]): BoardAgent[] {
  return queue.team ? agents.filter((a) => a.teams?.includes(queue.team ?? '')) : [...agents];
}

/** The one whose time is up, or is up first. */
export function mostPressing(board: Board, now: number): BoardEntry | undefined {
  const left = (e: BoardEntry) => Date.parse(e.since) + 1000 * e.target_seconds - now;
  return board.queues.flatMap((q) => q.entries).sort((a, b) => left(a) - left(b))[0];
}

/** A share of what there was; of nothing there is none. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return t('board.none');
  return new Intl.NumberFormat(document.documentElement.lang || 'en', { style: 'percent' }).format(
    part / whole,
  );
}

/** As many as there are places for; if not all are, the last place is left to say how many more. */
export function firstOf<T>(
  all: readonly T[],
  places: number,
): { shown: readonly T[]; more: number } {
  if (all.length <= places) return { shown: all, more: 0 };
  return { shown: all.slice(0, places - 1), more: all.length - places + 1 };
}

/** What a visitor is called, here as everywhere. */
export function boardVisitor(v: { visitor?: string; visitor_id: string }): string {
  return visitorName({ id: v.visitor_id, ...(v.visitor ? { name: v.visitor } : {}) });
}
