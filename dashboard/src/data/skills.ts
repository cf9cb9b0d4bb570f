import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';

export type Skill = Schema['Skill'];
export type SkillLevels = Schema['SkillLevels'];

/** From some to expert. */
export const levels = [1, 2, 3, 4, 5] as const;

export function useSkills() {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.skills,
    queryFn: async () => data(await api.GET('/skills')).skills,
    staleTime: 60_000,
  });
}

export function useSaveSkill() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ was, ...body }: { was: string; name: string; description: string }) =>
      was
        ? data(await api.PATCH('/skills/{skill}', { params: { path: { skill: was } }, body }))
        : data(await api.POST('/skills', { body })),
    onSuccess: () => everywhere(cache),
  });
}

export function useDeleteSkill() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, force }: { name: string; force: boolean }) => {
      await api.DELETE('/skills/{skill}', {
        params: { path: { skill: name }, query: force ? { force: true } : {} },
      });
    },
    onSuccess: () => everywhere(cache),
  });
}

/** A skill's name stands with people and in rules, too. */
async function everywhere(cache: QueryClient): Promise<void> {
  await Promise.all([
    cache.invalidateQueries({ queryKey: keys.skills }),
    cache.invalidateQueries({ queryKey: keys.agents }),
    cache.invalidateQueries({ queryKey: ['rules'] }),
  ]);
}
