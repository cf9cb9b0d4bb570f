import { useNavigate } from '@tanstack/react-router';
import { useHandler } from '../actions/useActions.ts';
import { useCommand } from '../data/conversation.ts';
import type { ApiError } from '../data/errors.ts';
import { useInboxState } from '../data/inbox.ts';
import { listRows } from '../data/inboxRows.ts';
import { useMe } from '../data/me.ts';
import { t } from '../text/text.ts';
import { sayFailed } from '../ui/toasts.ts';

/** Takes whoever should be taken next. Somebody quicker got it: says so, and goes on to the next on a press. */
export function useClaimNext(): void {
  const navigate = useNavigate();
  const me = useMe().agent;
  const { mutate, isPending } = useCommand();
  const state = useInboxState();
  const line = () =>
    listRows(state, 'queue', 'line', undefined, me.id, Date.now()).filter(
      (row) => row.state === 'queued',
    );
  const claim = (i: number, rows = line()) => {
    const row = rows[i];
    if (!row) return;
    mutate(
      { id: row.conversation, do: 'claim' },
      {
        onSuccess: () =>
          void navigate({
            to: '/inbox/$conversation',
            params: { conversation: row.conversation },
            search: true,
          }),
        onError: (error: ApiError) =>
          sayFailed(
            error.message,
            error.code === 'conflict' && rows[i + 1]
              ? { label: t('queue.next'), run: () => claim(i + 1, rows) }
              : undefined,
          ),
      },
    );
  };
  const anybody = [...state.rows.values()].some((row) => row.state === 'queued');
  const { load, capacity } = me.presence;
  useHandler(
    'queue.claimNext',
    anybody ? () => claim(0) : undefined,
    isPending ? t('why.busy') : load >= capacity ? t('why.full', { load, capacity }) : undefined,
  );
}
