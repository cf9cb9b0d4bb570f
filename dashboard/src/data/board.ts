import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Api, data, type Schema } from './api.ts';
import type { ApiError } from './errors.ts';
import { keys } from './keys.ts';
import { useConnection, useKit } from './kit.ts';

export type Board = Schema['Board'];
export type BoardAgent = Schema['BoardAgent'];
export type BoardQueue = Schema['BoardQueue'];
export type BoardEntry = Schema['BoardEntry'];

/** The board is asked for again after this time, in milliseconds, and at each frame that may change it. */
export const boardEvery = 5000;
/** Older than this it is not to be trusted. */
export const boardStaleAfter = 10_000;

/** The board of a site, or of all with ''. */
const boardQuery = (api: Api, site: string) => ({
  queryKey: keys.board(site),
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    data(await api.GET('/board', { params: { query: site ? { site } : {} }, signal })),
  retry: false, // it is asked again soon anyway
});

export function useBoard(site: string | undefined, enabled: boolean) {
  const { api } = useKit();
  return useQuery<Board, ApiError>({
    ...boardQuery(api, site ?? ''),
    enabled,
    refetchInterval: boardEvery,
  });
}

/** How often alarms are looked for where nobody looks at the board, in milliseconds. */
const alarmsEvery = 20_000;

/**
 * What needs a supervisor now, on all of their sites; nothing for everybody else. Before they are
 * connected nobody asks: a house in which only they work would have nobody in it.
 */
export function useAlarms(supervisor: boolean): Board['alarms'] | undefined {
  const { api } = useKit();
  const enabled = useConnection().at === 'live' && supervisor;
  return useQuery<Board, ApiError, Board['alarms']>({
    ...boardQuery(api, ''),
    enabled,
    refetchInterval: alarmsEvery,
    staleTime: alarmsEvery,
    select: (board) => board.alarms,
  }).data;
}

export function useAssign() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation<
    Schema['Changed'],
    ApiError,
    { conversation: string; agent: string; force: boolean; note: string }
  >({
    mutationFn: async ({ conversation, agent, force, note }) =>
      data(
        await api.POST('/conversations/{id}/assign', {
          params: { path: { id: conversation } },
          body: {
            agent,
            ...(force ? { force: true } : {}),
            ...(note.trim() ? { note: note.trim() } : {}),
          },
        }),
      ),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.boards }),
  });
}

/** Writes a note into a conversation that is not open here. */
export function useWhisper() {
  const { api } = useKit();
  return useMutation<
    Schema['Ack'],
    ApiError,
    { conversation: string; clientId: string; text: string }
  >({
    mutationFn: async ({ conversation, clientId, text }) =>
      data(
        await api.POST('/conversations/{id}/notes', {
          params: { path: { id: conversation } },
          body: { client_id: clientId, text },
        }),
      ),
  });
}

export function useSetAgentStatus() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation<Schema['Presence'], ApiError, Schema['StatusChange'] & { agent: string }>({
    mutationFn: async ({ agent, ...body }) =>
      data(await api.POST('/agents/{id}/status', { params: { path: { id: agent } }, body })),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.boards }),
  });
}
