import { useQueryClient } from '@tanstack/react-query';
import type { ApiError } from './errors.ts';
import { keys } from './keys.ts';
import { useMe } from './me.ts';
import type { OwnStatus } from './ownStatuses.ts';
import type { Agent } from './presence.ts';
import { placesIn, type Team } from './teams.ts';

export type Hindrance = 'status' | 'unreachable' | 'not_responding' | 'idle' | 'full';

/** Why nothing new goes to somebody now; undefined when it does. Mirrors Eligible in routing, as far as it shows here. */
export function hindrance(
  a: Agent,
  own: readonly OwnStatus[],
  teams: readonly Team[],
): Hindrance | undefined {
  const p = a.presence;
  const resting = own.find((s) => s.id === p.own)?.takes_work === false;
  if (a.disabled || p.status !== 'available' || resting) return 'status';
  if (!p.reachable) return 'unreachable';
  if (p.why === 'not_responding' || p.why === 'idle') return p.why;
  return p.load >= capacityOf(a, teams) ? 'full' : undefined;
}

/** How many conversations somebody may have at once, in the teams that they are in. */
export function capacityOf(a: Agent, teams: readonly Team[]): number {
  return placesIn(
    a.presence.capacity,
    teams.filter((team) => team.members.includes(a.id)),
  );
}

/**
 * Tells whether a claim was refused because the signed-in agent is full, so that only force would
 * help. The server has no sign of its own for it, but looks at the places before anything else: who
 * is full hears of that first. Teams are not fetched for this; whose limit is not known limits nobody.
 */
export function useIsForLackOfPlaces(): (refusal: ApiError) => boolean {
  const me = useMe().agent;
  const cache = useQueryClient();
  return ({ code, field }) =>
    code === 'conflict' &&
    field === undefined &&
    me.presence.load >= capacityOf(me, cache.getQueryData<Team[]>(keys.teams) ?? []);
}

export function worksOn(a: Agent, site: string): boolean {
  return a.role === 'admin' || a.sites.length === 0 || a.sites.includes(site);
}

/** How many could take something now, of how many there are. */
export interface Staffing {
  able: number;
  people: number;
}

export function staffing(
  people: readonly Agent[],
  own: readonly OwnStatus[],
  teams: readonly Team[],
): Staffing {
  return { able: people.filter((a) => !hindrance(a, own, teams)).length, people: people.length };
}

export function membersOf(team: Team, agents: readonly Agent[]): Agent[] {
  return agents.filter((a) => !a.disabled && team.members.includes(a.id));
}

export function skilled(agents: readonly Agent[], skill: string, level: number): Agent[] {
  return agents.filter((a) => !a.disabled && (a.skills[skill] ?? 0) >= level);
}
