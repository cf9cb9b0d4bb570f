import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';
import { withPresence } from './presence.ts';
import type { Me } from './session.ts';

/** The signed-in agent. It is in the cache from the sign-in on. */
export function useMe(): Me {
  const { api, session } = useKit();
  const state = session.state();
  const { data: me } = useQuery({
    queryKey: keys.me,
    queryFn: async () => data(await api.GET('/me')),
    staleTime: Number.POSITIVE_INFINITY,
    ...(state.at === 'in' ? { initialData: state.grant.me } : {}),
  });
  if (!me) throw new Error('nobody is signed in');
  return me;
}

export function useMyId(): string {
  return useMe().agent.id;
}

export function useIsAdmin(): boolean {
  return useMe().agent.role === 'admin';
}

/** Whether the signed-in agent may act on others' conversations and write articles. */
export function useIsSupervisor(): boolean {
  const { role } = useMe().agent;
  return role === 'supervisor' || role === 'admin';
}

export function useUpdateMe() {
  const { api, session } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (change: Schema['MeChange']) =>
      data(await api.PATCH('/me', { body: change })),
    onSuccess: (me) => {
      cache.setQueryData<Me>(keys.me, me);
      session.remember(me);
      void cache.invalidateQueries({ queryKey: keys.agents });
    },
  });
}

export function useSetStatus() {
  const { api } = useKit();
  const cache = useQueryClient();
  const me = useMyId();
  return useMutation({
    mutationFn: async (change: Schema['StatusChange']) =>
      data(await api.PUT('/me/status', { body: change })),
    onMutate: ({ status }) =>
      status && withPresence(cache, { agent: me, status, shown: status }, me),
    onSuccess: (presence) => withPresence(cache, presence, me),
    onError: () => cache.invalidateQueries({ queryKey: keys.me }),
  });
}
