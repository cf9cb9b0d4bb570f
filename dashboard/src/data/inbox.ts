import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNow } from '../text/useNow.ts';
import { data } from './api.ts';
import {
  countsOf,
  emptyInbox,
  type InboxRow,
  type InboxState,
  type ListCounts,
  type ListName,
  type ListSort,
  listRows,
  offersTo,
  type QueueDepth,
  queueDepth,
  withPage,
} from './inboxRows.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';
import { useMyId } from './me.ts';

/** The rows of all lists as they are known now. */
export function useInboxState(): InboxState {
  const { data: state } = useQuery<InboxState>({
    queryKey: keys.rows,
    queryFn: () => emptyInbox,
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return state ?? emptyInbox;
}

export interface ListView {
  rows: readonly InboxRow[];
  loading: boolean;
  error: Error | null;
  hasMore: boolean;
  loadingMore: boolean;
  more: () => void;
  retry: () => void;
}

/** One list, loaded page by page and kept current by the socket. */
export function useList(list: ListName, sort: ListSort, site: string | undefined): ListView {
  const { api, live } = useKit();
  const me = useMyId();
  const cache = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: [...keys.list(list), sort, site ?? ''],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        list,
        sort,
        limit: 100,
        ...(site ? { site } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      const page = data(await api.GET('/inbox', { params: { query }, signal }));
      cache.setQueryData<InboxState>(keys.rows, (state) =>
        withPage(state ?? emptyInbox, page, site),
      );
      for (const { stream, seq } of page.streams) live.followInbox(stream, seq);
      return { next: page.next };
    },
    getNextPageParam: (page) => page.next || undefined,
    staleTime: 30_000,
  });
  const state = useInboxState();
  const now = useNow('halfMinute'); // places in line move as waits grow
  const rows = useMemo(
    () => listRows(state, list, sort, site, me, now),
    [state, list, sort, site, me, now],
  );
  return {
    rows,
    loading: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}

export function useCounts(site: string | undefined): ListCounts | undefined {
  const state = useInboxState();
  const me = useMyId();
  return useMemo(() => countsOf(state, site ?? '', me), [state, site, me]);
}

/** How many wait in the queue, and since when the first of them does. */
export function useQueueDepth(): QueueDepth {
  const state = useInboxState();
  return useMemo(() => queueDepth(state), [state]);
}

export function useOffers(): InboxRow[] {
  const state = useInboxState();
  const me = useMyId();
  return useMemo(() => offersTo(state, me), [state, me]);
}

export function useRow(conversation: string | undefined): InboxRow | undefined {
  const state = useInboxState();
  return conversation ? state.rows.get(conversation) : undefined;
}
