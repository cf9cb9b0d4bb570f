import type { Posted } from '@baton/shared/transcript';
import type { ConversationState } from '../../data/conversationState.ts';

/** The words behind a handoff, and the visitor's message that holds them, if it is loaded. */
export function handoffEvidence({ conversation, transcript }: ConversationState): {
  text: string | undefined;
  source: Posted | undefined;
} {
  const text = conversation.handoff?.triggers?.find((x) => x.evidence)?.evidence;
  if (!text) return { text: undefined, source: undefined };
  const asked = conversation.handoff?.asked_at ?? '';
  const found = transcript.items.findLast(
    (i) =>
      i.kind === 'message' &&
      i.entry.by.kind === 'visitor' &&
      i.entry.at <= asked &&
      i.text.includes(text),
  );
  return { text, source: found?.kind === 'message' ? found.entry : undefined };
}
