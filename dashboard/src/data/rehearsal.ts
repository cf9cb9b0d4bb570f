import { useMutation, useQuery } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';

export type Rehearsed = Schema['RehearsalAnswer'];
export type Situation = Schema['RehearsalSituation'];
export type Staffing = Schema['RehearsalStaffing'];

/** The answers to the questions that every site should have one to. */
export function useRehearsal(site: string) {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.rehearsal(site),
    queryFn: async ({ signal }) =>
      data(
        await api.POST('/sites/{id}/rehearsal', {
          params: { path: { id: site } },
          body: {},
          signal,
        }),
      ).answers,
    staleTime: 0,
    gcTime: 60_000,
  });
}

/** Asks about one situation. */
export function useRehearse(site: string) {
  const { api } = useKit();
  return useMutation({
    mutationFn: async (situation: Situation) =>
      data(
        await api.POST('/sites/{id}/rehearsal', {
          params: { path: { id: site } },
          body: { situations: [situation] },
        }),
      ).answers,
  });
}
