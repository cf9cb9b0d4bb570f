import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { data, type Schema } from './api.ts';
import {
  type ConversationState,
  fromSnapshot,
  readEntries,
  withEarlier,
} from './conversationState.ts';
import type { ApiError } from './errors.ts';
import type { Glimpse } from './glimpse.ts';
import { emptyInbox, type InboxRow, type InboxState, withChange } from './inboxRows.ts';
import { keys } from './keys.ts';
import { type Kit, useKit } from './kit.ts';
import type { Letters } from './liveStore.ts';
import { useMyId } from './me.ts';

/** Whoever names a query's key brings the same way to fetch it: the last one's is taken. */
const conversationQuery = ({ api, live }: Kit, cache: QueryClient, id: string) => ({
  queryKey: keys.conversation(id),
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const snapshot = data(
      await api.GET('/conversations/{id}', { params: { path: { id } }, signal }),
    );
    const state = fromSnapshot(
      snapshot,
      cache.getQueryData<ConversationState>(keys.conversation(id)),
    );
    live.store.change(id, (g) => ({
      ...g,
      viewing: snapshot.viewing,
      online: snapshot.visitor.online,
    }));
    return state;
  },
});

/** A conversation: its snapshot, kept current by the socket for as long as it is on the screen. */
export function useConversation(id: string) {
  const kit = useKit();
  const { live } = kit;
  const cache = useQueryClient();
  const query = useQuery<ConversationState, ApiError>({
    ...conversationQuery(kit, cache, id),
    staleTime: 60_000,
    gcTime: 10 * 60_000,
  });
  const loaded = query.data !== undefined;
  useEffect(() => {
    if (!loaded) return;
    const state = cache.getQueryData<ConversationState>(keys.conversation(id));
    return live.follow(id, state?.conversation.seq ?? 0);
    // A reset takes the data away and brings it back; each time, following begins again from there.
  }, [cache, live, id, loaded]);
  return query;
}

/** A conversation as far as it is known here; not fetched for this. */
export function useCachedConversation(id: string | undefined): ConversationState | undefined {
  const { data: state } = useQuery<ConversationState>({
    ...conversationQuery(useKit(), useQueryClient(), id ?? ''),
    enabled: false,
  });
  return id ? state : undefined;
}

export function useEarlier(id: string) {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (before: number) =>
      data(
        await api.GET('/conversations/{id}/entries', {
          params: { path: { id }, query: { before, limit: 100 } },
        }),
      ),
    onSuccess: (page) =>
      cache.setQueryData<ConversationState>(
        keys.conversation(id),
        (state) => state && withEarlier(state, page),
      ),
  });
}

export function useGlimpse(id: string): Glimpse {
  const { live } = useKit();
  return useSyncExternalStore(live.store.glimpses.subscribe, () => live.store.glimpse(id));
}

export function useGlimpses(): ReadonlyMap<string, Glimpse> {
  const { live } = useKit();
  return useSyncExternalStore(live.store.glimpses.subscribe, live.store.glimpses.get);
}

export function useLetters(): Letters {
  const { live } = useKit();
  return useSyncExternalStore(live.store.letters.subscribe, live.store.letters.get);
}

type Changed = Schema['Changed'];

/** To whom a conversation is passed on. */
export type TransferTarget =
  | { kind: 'agent'; id: string; warm: boolean }
  | { kind: 'team'; id: string }
  | { kind: 'skill'; name: string; level: number };

function transferBody(to: TransferTarget): Schema['Transfer'] {
  switch (to.kind) {
    case 'agent':
      return { agent: to.id, warm: to.warm };
    case 'team':
      return { team: to.id };
    case 'skill':
      return { skill: to.name, level: to.level };
  }
}

/** What can be asked of a conversation, as the API has it. */
export type Command =
  | { do: 'claim'; relieves?: string; force?: boolean }
  | { do: 'release' | 'handBack' | 'followUp' }
  | { do: 'transfer'; to: TransferTarget; note: string }
  | { do: 'accept' | 'decline' | 'withdraw'; offer: string }
  | { do: 'resolve' }
  | { do: 'snooze'; until: string }
  | { do: 'field'; name: string; value: string }
  | { do: 'edit'; seq: number; text: string }
  | { do: 'delete'; seq: number };

/** The answer of a command; a transfer's says, too, whether anybody could take it. */
type Answer = Changed & { nobody_routable?: boolean };

async function command(api: Kit['api'], id: string, c: Command): Promise<Answer> {
  const path = { id };
  switch (c.do) {
    case 'claim':
      return data(
        await api.POST('/conversations/{id}/claim', {
          params: { path },
          body: {
            ...(c.relieves ? { relieves: c.relieves } : {}),
            ...(c.force ? { force: true } : {}),
          },
        }),
      );
    case 'release':
      return data(await api.POST('/conversations/{id}/release', { params: { path } }));
    case 'handBack':
      return data(await api.POST('/conversations/{id}/hand-back', { params: { path } }));
    case 'followUp':
      return data(await api.POST('/conversations/{id}/follow-up', { params: { path }, body: {} }));
    case 'transfer':
      return data(
        await api.POST('/conversations/{id}/transfer', {
          params: { path },
          body: { ...transferBody(c.to), ...(c.note.trim() ? { note: c.note } : {}) },
        }),
      );
    case 'accept':
      return data(
        await api.POST('/conversations/{id}/offers/{offer}/accept', {
          params: { path: { id, offer: c.offer } },
        }),
      );
    case 'decline':
      return data(
        await api.POST('/conversations/{id}/offers/{offer}/decline', {
          params: { path: { id, offer: c.offer } },
        }),
      );
    case 'withdraw':
      return data(
        await api.POST('/conversations/{id}/offers/{offer}/withdraw', {
          params: { path: { id, offer: c.offer } },
        }),
      );
    case 'resolve':
      return data(
        await api.POST('/conversations/{id}/resolve', {
          params: { path },
          body: { outcome: 'solved' },
        }),
      );
    case 'snooze':
      return data(
        await api.POST('/conversations/{id}/snooze', {
          params: { path },
          body: { until: c.until },
        }),
      );
    case 'field':
      return data(
        await api.PUT('/conversations/{id}/fields', {
          params: { path },
          body: { name: c.name, value: c.value },
        }),
      );
    case 'edit':
      return data(
        await api.PATCH('/conversations/{id}/entries/{seq}', {
          params: { path: { id, seq: c.seq } },
          body: { text: c.text },
        }),
      );
    case 'delete':
      return data(
        await api.DELETE('/conversations/{id}/entries/{seq}', {
          params: { path: { id, seq: c.seq } },
        }),
      );
  }
}

/** Does something with any conversation; what follows is on the screen when the answer is here. */
export function useCommand() {
  const { api, live } = useKit();
  const cache = useQueryClient();
  const me = useMyId();
  return useMutation<Answer, ApiError, Command & { id: string }>({
    mutationFn: ({ id, ...c }) => command(api, id, c),
    onSuccess: (changed, { id }) => {
      live.absorb(id, readEntries(changed.entries));
      noteRow(cache, changed, me);
    },
  });
}

/** The row follows the answer at once; the socket confirms it. */
function noteRow(cache: QueryClient, changed: Changed, me: string): void {
  const state = fromChanged(changed);
  if (state)
    cache.setQueryData<InboxState>(keys.rows, (rows) => withChange(rows ?? emptyInbox, state, me));
}

type RowChange = Partial<InboxRow> & Pick<InboxRow, 'conversation' | 'version'>;

function fromChanged(changed: Changed): RowChange | undefined {
  const c: Record<string, unknown> = changed.conversation;
  const { id, seq, state, owner, agent, snoozed_until, resolved_at } = c;
  if (typeof id !== 'string' || typeof seq !== 'number') return undefined;
  return {
    conversation: id,
    version: seq,
    ...(isState(state) ? { state } : {}),
    ...(isParty(owner) ? { owner } : {}),
    ...(isProfile(agent) ? { agent } : {}),
    ...(typeof snoozed_until === 'string' ? { snoozed_until } : {}),
    ...(typeof resolved_at === 'string' ? { resolved_at } : {}),
  };
}

const states: readonly string[] = [
  'assistant',
  'queued',
  'offered',
  'active',
  'follow_up',
  'snoozed',
  'resolved',
];

function isState(x: unknown): x is InboxRow['state'] {
  return typeof x === 'string' && states.includes(x);
}

function isParty(x: unknown): x is InboxRow['owner'] {
  return typeof x === 'object' && x !== null && 'kind' in x && typeof x.kind === 'string';
}

function isProfile(x: unknown): x is Schema['Profile'] {
  return typeof x === 'object' && x !== null && 'id' in x && 'name' in x;
}
