import { useEffect, useSyncExternalStore } from 'react';
import type { Schema } from './api.ts';
import type { Draft, DraftKind } from './drafts.ts';
import { useKit } from './kit.ts';

/** One draft, and the way to change it. */
export function useDraft(conversation: string, kind: DraftKind): [Draft, (text: string) => void] {
  const { drafts } = useKit();
  const draft = useSyncExternalStore(drafts.all.subscribe, () => drafts.get(conversation, kind));
  return [draft, (text) => drafts.set(conversation, kind, text)];
}

/** Takes over what the server kept, and sends what it has not when the page goes. */
export function useKeptDrafts(conversation: string, kept: Schema['KeptDrafts']): void {
  const { drafts } = useKit();
  useEffect(() => {
    drafts.seed(conversation, kept);
    const flush = () => drafts.flush();
    addEventListener('pagehide', flush);
    return () => {
      removeEventListener('pagehide', flush);
      flush();
    };
  }, [drafts, conversation, kept]);
}

/** Unsent replies by conversation, for lists. */
export function useReplyDrafts(): (conversation: string) => string {
  const { drafts } = useKit();
  useSyncExternalStore(drafts.all.subscribe, drafts.all.get);
  return (conversation) => drafts.get(conversation, 'reply').text;
}
