import { useEffect, useRef, useState } from 'react';
import type { ConversationState } from '../../data/conversationState.ts';
import { useMyId } from '../../data/me.ts';
import { callName } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { Spoken } from '../../ui/marks.tsx';

/** Speaks what others write, once each and only what comes after the conversation was opened. */
export function Announcer({ state }: { state: ConversationState }) {
  const me = useMyId();
  const [text, setText] = useState('');
  const { id, seq } = state.conversation;
  const spoken = useRef({ id, seq });
  useEffect(() => {
    if (spoken.current.id !== id) spoken.current = { id, seq };
    const news = state.transcript.items.filter(
      (i) => i.kind === 'message' && i.entry.seq > spoken.current.seq,
    );
    spoken.current = { id, seq };
    const lines = news.flatMap((i) => {
      if (i.kind !== 'message' || i.state === 'deleted' || i.entry.by.id === me) return [];
      const { kind } = i.entry.by;
      const name =
        kind === 'visitor'
          ? callName(state.visitor)
          : kind === 'assistant'
            ? t('party.assistant')
            : t('party.colleague');
      return [t('message.spoken', { name, text: i.text })];
    });
    if (lines.length > 0) setText(lines.join(' '));
  }, [id, seq, state, me]);
  return (
    <div aria-live="polite">
      <Spoken>{text}</Spoken>
    </div>
  );
}
