import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { useHandler } from '../actions/useActions.ts';
import { useInboxState } from '../data/inbox.ts';
import { listRows } from '../data/inboxRows.ts';
import { useMyId } from '../data/me.ts';
import { usePreferences } from '../data/preferences.ts';
import type { ComposerHandle } from '../features/conversation/useComposer.ts';
import { InboxList, NothingChosen } from '../features/inbox/InboxList.tsx';
import { t } from '../text/text.ts';
import { RoomTitle } from '../ui/marks.tsx';
import { noSide, useMedia } from '../ui/useMedia.ts';
import styles from './InboxRoom.module.css';
import { PaneEdge } from './PaneEdge.tsx';
import { SetupReminder } from './SetupReminder.tsx';
import { useOverlay } from './useOverlay.ts';

// Fetched beside the first paint: the list comes first, and most people open a conversation next.
const conversationPane = import('../features/conversation/ConversationPane.tsx');
const sidePane = import('./SidePane.tsx');
const ConversationPane = lazy(() =>
  conversationPane.then((m) => ({ default: m.ConversationPane })),
);
const SidePane = lazy(() => sidePane.then((m) => ({ default: m.SidePane })));

/** The list, the conversation, and what stands beside it. */
export function InboxRoom() {
  const { conversation } = useParams({ strict: false });
  const { list = 'mine', sort = 'line', site, seq } = useSearch({ from: '/inside/inbox' });
  const [{ listWidth, side }, change] = usePreferences();
  const composer = useRef<ComposerHandle>(null);
  const room = useRef<HTMLDivElement>(null);
  const onDone = useAfter(conversation);
  const narrow = useMedia(noSide);
  const overlay = useOverlay(narrow, side, (next) => change({ side: next }));
  const [startDraft, setStartDraft] = useState(false);
  useHandler('conversation.close', useClose(conversation));
  useHandler('conversation.context', conversation ? () => overlay.toggle('context') : undefined);
  const askForDraft = conversation
    ? () => {
        setStartDraft(true);
        overlay.show('copilot');
      }
    : undefined;
  // The copilot's own handler takes this over once its pane is there.
  useHandler('composer.draft', askForDraft);
  useHandler('conversation.copilot', conversation ? () => overlay.toggle('copilot') : undefined);
  return (
    <div
      ref={room}
      className={styles.panes}
      data-view={conversation ? 'conversation' : 'list'}
      data-side={overlay.shown ?? 'none'}
    >
      <RoomTitle>{t('rail.inbox')}</RoomTitle>
      <section className={styles.list} aria-label={t('inbox.pane')} data-pane="list">
        <SetupReminder />
        <InboxList list={list} sort={sort} site={site} selected={conversation} />
        <PaneEdge
          room={room}
          width={listWidth}
          onChange={(width) => change({ listWidth: width })}
        />
      </section>
      <div className={styles.conversation} data-pane="conversation">
        {conversation ? (
          <Suspense fallback={null}>
            <ConversationPane id={conversation} seq={seq} composer={composer} onDone={onDone} />
          </Suspense>
        ) : (
          <NothingChosen />
        )}
      </div>
      {conversation && overlay.shown && (
        <Suspense fallback={null}>
          <SidePane
            conversation={conversation}
            tab={overlay.shown}
            onTab={overlay.show}
            onClose={overlay.close}
            startDraft={startDraft}
            onDraftStarted={() => setStartDraft(false)}
            onInsert={(text, how) => composer.current?.insert(text, how)}
          />
        </Suspense>
      )}
    </div>
  );
}

/** Where to go when a conversation is done: on to the next of the same list, or stay. */
function useAfter(conversation: string | undefined): (next: boolean) => void {
  const navigate = useNavigate();
  const me = useMyId();
  const state = useInboxState();
  const { list = 'mine', sort = 'line', site } = useSearch({ from: '/inside/inbox' });
  return (next) => {
    if (!next) return;
    const rows = listRows(state, list, sort, site, me, Date.now());
    const at = rows.findIndex((r) => r.conversation === conversation);
    const following =
      rows.filter((r) => r.conversation !== conversation)[Math.max(0, at)] ??
      rows.find((r) => r.conversation !== conversation);
    if (following)
      void navigate({
        to: '/inbox/$conversation',
        params: { conversation: following.conversation },
        search: true,
      });
    else void navigate({ to: '/inbox', search: true });
  };
}

function useClose(conversation: string | undefined): (() => void) | undefined {
  const navigate = useNavigate();
  return conversation
    ? () => void navigate({ to: '/inbox', search: (now) => ({ ...now, seq: undefined }) })
    : undefined;
}
