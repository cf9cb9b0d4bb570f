import { lazy, type RefObject, Suspense, useEffect, useState } from 'react';
import { useConversation, useGlimpse } from '../../data/conversation.ts';
import type { ConversationState } from '../../data/conversationState.ts';
import { useKit } from '../../data/kit.ts';
import { useKeptDrafts } from '../../data/useDraft.ts';
import { firstName, visitorName } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { Bone, Failed, Skeleton } from '../../ui/states.tsx';
import { Announcer } from './Announcer.tsx';
import { Collision } from './Collision.tsx';
import { Composer } from './Composer.tsx';
import styles from './ConversationPane.module.css';
import { handoffEvidence } from './evidence.ts';
import { HandoffCard } from './HandoffCard.tsx';
import { Head } from './Head.tsx';
import { Timeline } from './Timeline.tsx';
import type { ComposerHandle } from './useComposer.ts';
import { useConversationActions } from './useConversationActions.ts';

const Dialogs = lazy(() => import('./Dialogs.tsx').then((m) => ({ default: m.Dialogs })));

type Props = {
  id: string;
  /** A message to show, by its number. */
  seq: number | undefined;
  composer: RefObject<ComposerHandle | null>;
  onDone: (next: boolean) => void;
};

export function ConversationPane({ id, seq, composer, onDone }: Props) {
  const { live } = useKit();
  const { data: state, error, refetch } = useConversation(id);
  useEffect(() => {
    live.view(id);
    return () => live.view('');
  }, [live, id]);
  if (state) return <Open key={id} state={state} seq={seq} composer={composer} onDone={onDone} />;
  if (error) {
    return (
      <Failed
        what={
          error.code === 'not_found'
            ? t('conversation.gone')
            : error.code === 'forbidden'
              ? t('conversation.forbidden')
              : t('conversation.failed')
        }
        say={error.message}
        requestId={error.requestId}
        retry={t('state.retry')}
        onRetry={
          error.code === 'not_found' || error.code === 'forbidden'
            ? undefined
            : () => void refetch()
        }
      />
    );
  }
  return <Bones />;
}

function Open({ state, seq, composer, onDone }: Omit<Props, 'id'> & { state: ConversationState }) {
  const { conversation: c, visitor } = state;
  const glimpse = useGlimpse(c.id);
  const actions = useConversationActions({
    conversation: c,
    visitor: visitorName(visitor),
    onDone,
  });
  const [shown, setShown] = useState<number>();
  const { mine } = actions;
  const asks = actions.transferring || actions.snoozing || actions.confirmTakeover;
  const [asked, setAsked] = useState(false);
  if (asks && !asked) setAsked(true); // stays, so that a dialog may close in its own time
  useKeptDrafts(c.id, state.drafts);
  const { text: evidence, source } = handoffEvidence(state);
  return (
    <section
      className={styles.pane}
      aria-label={t('conversation.with', { visitor: visitorName(visitor) })}
    >
      <Head state={state} glimpse={glimpse} mine={mine} />
      {c.handoff && (
        <HandoffCard
          conversation={c}
          handoff={c.handoff}
          evidence={evidence}
          source={source}
          onShow={setShown}
        />
      )}
      <Timeline
        state={state}
        glimpse={glimpse}
        target={shown ?? seq}
        onNoteFrom={(text) => composer.current?.note(`> ${text.replaceAll('\n', '\n> ')}\n\n`)}
      />
      <Collision glimpse={glimpse} />
      <Composer
        conversation={c}
        mine={mine}
        visitor={firstName(visitor)}
        onResolve={actions.resolve}
        handle={composer}
      />
      <Announcer state={state} />
      {asked && (
        <Suspense fallback={null}>
          <Dialogs conversation={c} visitor={visitorName(visitor)} actions={actions} />
        </Suspense>
      )}
    </section>
  );
}

function Bones() {
  return (
    <Skeleton label={t('state.loading')}>
      <div className={styles.bones}>
        <Bone width="m" />
        <Bone width="s" shape="block" />
        <Bone width="m" shape="block" />
        <Bone width="l" shape="block" />
      </div>
    </Skeleton>
  );
}
