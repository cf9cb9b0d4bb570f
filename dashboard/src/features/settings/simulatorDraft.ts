import type { Schema } from '../../data/api.ts';
import type { Agent } from '../../data/presence.ts';
import type { Rule } from '../../data/rules.ts';
import type { SimulationRequest } from '../../data/simulation.ts';
import type { Team } from '../../data/teams.ts';

/** So many of the last days, or a load of one's own. */
export type Period = '7' | '14' | '30' | 'own';

export interface PersonDraft {
  capacity: number;
  away: boolean;
}

export interface MoreDraft {
  key: number;
  like: string;
  count: number;
}

export type TeamDraft = Pick<
  Team,
  'method' | 'offer_seconds' | 'limit' | 'overflow_after_seconds' | 'max_wait_seconds'
> & { overflow: string };

export interface Draft {
  period: Period;
  load: { length: number; perHour: number; handle: number; patience: number };
  people: Record<string, PersonDraft>;
  more: readonly MoreDraft[];
  teams: Record<string, TeamDraft>;
  percent: number;
  seed: number;
}

export const plainDraft: Draft = {
  period: '7',
  load: { length: 8, perHour: 20, handle: 6, patience: 5 },
  people: {},
  more: [],
  teams: {},
  percent: 100,
  seed: 1,
};

export const teamDraft = (team: Team): TeamDraft => ({
  method: team.method,
  offer_seconds: team.offer_seconds,
  limit: team.limit,
  overflow: team.overflow ?? '',
  overflow_after_seconds: team.overflow_after_seconds,
  max_wait_seconds: team.max_wait_seconds,
});

const day = 86_400_000;

/** What the server is asked: only what is not as it is now. */
export function requestOf(
  draft: Draft,
  known: { site: string; agents: readonly Agent[]; teams: readonly Team[]; now: number },
  rules: readonly Rule[] | undefined,
): SimulationRequest {
  const people = known.agents.flatMap((a): Schema['SimulationPerson'][] => {
    const d = draft.people[a.id];
    if (!d) return [];
    if (d.away) return [{ agent: a.id, away: true }];
    return d.capacity === a.capacity ? [] : [{ agent: a.id, capacity: d.capacity }];
  });
  const teams = known.teams.flatMap((team): Schema['SimulationTeam'][] => {
    const [was, is] = [teamDraft(team), draft.teams[team.id]];
    return is && JSON.stringify(was) !== JSON.stringify(is) ? [{ id: team.id, change: is }] : [];
  });
  const { length, perHour, handle, patience } = draft.load;
  return {
    site: known.site,
    ...(draft.period === 'own'
      ? {
          synthetic: {
            length_hours: length,
            streams: [
              { per_hour: perHour, handle_seconds: handle * 60, patience_seconds: patience * 60 },
            ],
          },
        }
      : { from: new Date(known.now - Number(draft.period) * day).toISOString() }),
    seed: draft.seed,
    draft: {
      ...(rules ? { rules: [...rules] } : {}),
      ...(people.length > 0 ? { people } : {}),
      ...(teams.length > 0 ? { teams } : {}),
      ...(draft.more.length > 0
        ? { more_people: draft.more.map(({ like, count }) => ({ like, count })) }
        : {}),
      ...(draft.percent === 100 ? {} : { arrivals_percent: draft.percent }),
    },
  };
}

/** Whether the draft is as it is now, so that both days are alike. */
export function changesNothing(request: SimulationRequest): boolean {
  return Object.keys(request.draft ?? {}).length === 0;
}
