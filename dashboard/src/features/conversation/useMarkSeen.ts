import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ConversationState } from '../../data/conversationState.ts';
import { emptyInbox, type InboxState, withRead } from '../../data/inboxRows.ts';
import { keys } from '../../data/keys.ts';
import { useKit } from '../../data/kit.ts';

/** Tells that the team has read up to the end, once the end is on a screen that somebody looks at. */
export function useMarkSeen(state: ConversationState, atEnd: boolean): void {
  const { live } = useKit();
  const cache = useQueryClient();
  const { id, visitor_seq: last } = state.conversation;
  const seen = state.seen.team;
  useEffect(() => {
    if (!atEnd || last <= seen) return;
    const tell = () => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
      live.remark({ t: 'seen', conversation: id, seq: last });
      cache.setQueryData<InboxState>(keys.rows, (rows) => withRead(rows ?? emptyInbox, id));
    };
    tell();
    addEventListener('focus', tell);
    document.addEventListener('visibilitychange', tell);
    return () => {
      removeEventListener('focus', tell);
      document.removeEventListener('visibilitychange', tell);
    };
  }, [live, cache, id, last, seen, atEnd]);
}
