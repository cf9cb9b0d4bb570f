import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';

export type Topic = Schema['Topic'];
export type Topics = Schema['Topics'];
export type TopicsTried = Schema['TopicsTried'];

/** What a site's visitors may write about. */
export function useTopics(site: string) {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.topics(site),
    queryFn: async () =>
      data(await api.GET('/sites/{id}/topics', { params: { path: { id: site } } })),
    staleTime: 60_000,
  });
}

export function useSaveTopics(site: string) {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schema['TopicsChange']) =>
      data(await api.PUT('/sites/{id}/topics', { params: { path: { id: site } }, body })),
    onSuccess: (saved) => cache.setQueryData<Topics>(keys.topics(site), saved),
  });
}

/** What messages would be taken to be about, by topics that need not be stored. */
export function useTryTopics(site: string) {
  const { api } = useKit();
  return useMutation({
    mutationFn: async (body: Schema['TopicsTrial']) =>
      data(await api.POST('/sites/{id}/topics/try', { params: { path: { id: site } }, body })),
  });
}
