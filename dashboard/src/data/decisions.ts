import { useQuery } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import type { ApiError } from './errors.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';

export type Decision = Schema['RoutingDecision'];
export type Candidate = Schema['RoutingCandidate'];

/** Why a conversation went to whom. `stand` names what a new decision would change, so that it is read again. */
export function useDecisions(conversation: string, stand: string) {
  const { api } = useKit();
  return useQuery<Schema['RoutingDecisions'], ApiError>({
    queryKey: [...keys.routing(conversation), stand],
    queryFn: async ({ signal }) =>
      data(
        await api.GET('/conversations/{id}/routing', {
          params: { path: { id: conversation } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
}
