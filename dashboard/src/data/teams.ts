import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';

export type Team = Schema['Team'];
export type TeamLimit = Pick<Team, 'id' | 'limit'>;
export type Method = Schema['Method'];

export const methods = [
  'load_balanced',
  'round_robin',
  'skill_based',
  'first_available',
  'manual',
] as const satisfies readonly Method[];

/** How many conversations somebody may have: as many as is set for them, and no more than each of their teams lets them. */
export function placesIn(capacity: number, theirs: readonly TeamLimit[]): number {
  return Math.min(capacity, ...theirs.map((team) => team.limit).filter((limit) => limit > 0));
}

export function useTeams() {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.teams,
    queryFn: async () => data(await api.GET('/teams')).teams,
    staleTime: 60_000,
  });
}

/** Adds a team, or changes the one with the id on the version that the change was made from. */
export function useSaveTeam() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...change }: Schema['TeamChange'] & { id: string; name: string }) => {
      if (id)
        return data(await api.PATCH('/teams/{id}', { params: { path: { id } }, body: change }));
      const { version: _, ...fresh } = change;
      return data(await api.POST('/teams', { body: fresh }));
    },
    onSuccess: (team) => {
      cache.setQueryData<Team[]>(keys.teams, (teams = []) =>
        [...teams.filter((t) => t.id !== team.id), team].sort((a, b) =>
          a.name.localeCompare(b.name),
        ),
      );
      memberships(cache);
    },
  });
}

export interface TeamDeletion {
  id: string;
  moveTo?: string | undefined;
  force?: boolean;
}

export function useDeleteTeam() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, moveTo, force }: TeamDeletion) => {
      await api.DELETE('/teams/{id}', {
        params: {
          path: { id },
          query: { ...(moveTo ? { move_to: moveTo } : {}), ...(force ? { force: true } : {}) },
        },
      });
    },
    onSuccess: (_, { id }) => {
      cache.setQueryData<Team[]>(keys.teams, (teams) => teams?.filter((t) => t.id !== id));
      void cache.invalidateQueries({ queryKey: keys.teams });
      memberships(cache);
    },
  });
}

/** Who is in which team stands with the people, too. */
function memberships(cache: QueryClient): void {
  void cache.invalidateQueries({ queryKey: keys.agents });
}
