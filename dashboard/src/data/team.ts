import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';
import type { Agent } from './presence.ts';

export type Site = Schema['Site'];

export function useAgents() {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.agents,
    queryFn: async () => data(await api.GET('/agents')).agents,
    staleTime: 60_000,
  });
}

/** Names by id, for those who share a site. */
export function useAgent(id: string | undefined): Agent | undefined {
  return useAgents().data?.find((a) => a.id === id);
}

export function useSites() {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.sites,
    queryFn: async () => data(await api.GET('/sites')).sites,
    staleTime: 60_000,
  });
}

export function useSite(id: string | undefined): Site | undefined {
  return useSites().data?.find((s) => s.id === id);
}

export function useUpdateSite(id: string) {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (change: Schema['SiteChange']) =>
      data(await api.PATCH('/sites/{id}', { params: { path: { id } }, body: change })),
    onSuccess: (site) =>
      cache.setQueryData<Site[]>(keys.sites, (sites) =>
        sites?.map((s) => (s.id === site.id ? site : s)),
      ),
  });
}

export function useCreateSite() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schema['NewSite']) => data(await api.POST('/sites', { body })),
    onSuccess: (site) =>
      cache.setQueryData<Site[]>(keys.sites, (sites) => [...(sites ?? []), site]),
  });
}

/** The snippet, and whether a page has loaded the widget; asks again until one has. */
export function useInstall(site: string | undefined) {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.install(site ?? ''),
    enabled: site !== undefined,
    queryFn: async () =>
      data(await api.GET('/sites/{id}/install', { params: { path: { id: site ?? '' } } })),
    refetchInterval: (query) => (query.state.data?.first_seen_at ? false : 3000),
  });
}

/** Whether a site has a secret to sign its visitors' identities with; for admins. */
export function useIdentity(site: string) {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.identity(site),
    queryFn: async () =>
      data(await api.GET('/sites/{id}/identity', { params: { path: { id: site } } })),
  });
}

/** Makes a new secret. It is in the answer and nowhere else. */
export function useRotateIdentity(site: string) {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schema['IdentityRotation']) =>
      data(await api.POST('/sites/{id}/identity', { params: { path: { id: site } }, body })),
    onSuccess: ({ state }) => cache.setQueryData(keys.identity(site), state),
  });
}

export function useCreateAgent() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schema['NewAgent']) => data(await api.POST('/agents', { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.agents }),
  });
}

export function useUpdateAgent(id: string) {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schema['AgentChange']) =>
      data(await api.PATCH('/agents/{id}', { params: { path: { id } }, body })),
    onSuccess: ({ agent }) =>
      cache.setQueryData<Agent[]>(keys.agents, (agents) =>
        agents?.map((a) => (a.id === id ? agent : a)),
      ),
    onError: () => cache.invalidateQueries({ queryKey: keys.agents }), // perhaps it changed meanwhile
  });
}
