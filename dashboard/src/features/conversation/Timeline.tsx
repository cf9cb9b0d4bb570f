import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useEarlier, useLetters } from '../../data/conversation.ts';
import type { ConversationState } from '../../data/conversationState.ts';
import type { Glimpse } from '../../data/glimpse.ts';
import { useMe } from '../../data/me.ts';
import { useAgents } from '../../data/team.ts';
import { firstName, pageLabel } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { MessageView } from './Message.tsx';
import { DayLine, DraftView, EventLine, LetterView, TypingView } from './Passing.tsx';
import styles from './Timeline.module.css';
import { type TimelineItem, timelineItems } from './timelineItems.ts';
import { useMarkSeen } from './useMarkSeen.ts';

type Props = {
  state: ConversationState;
  glimpse: Glimpse;
  /** A message to show, by its number. */
  target: number | undefined;
  onNoteFrom: (text: string) => void;
};

export function Timeline({ state, glimpse, target, onNoteFrom }: Props) {
  const scroller = useRef<HTMLElement>(null);
  const items = useItems(state, glimpse);
  const { load, loading } = useLoadEarlier(state);
  const [atEnd, setAtEnd] = useState(true);
  const virtual = useVirtualizer<HTMLElement, HTMLDivElement>({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => (items[i]?.kind === 'message' ? 76 : 32),
    getItemKey: (i) => items[i]?.key ?? i,
    overscan: 8,
    paddingEnd: 12,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 40,
    directDomUpdates: true,
    directDomUpdatesMode: 'position',
    onChange: (v) => setAtEnd(v.isAtEnd(40)),
  });
  const id = state.conversation.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation begins at its end
  useEffect(() => virtual.scrollToEnd(), [id]);
  useShow(target, items, state, load, (i) => virtual.scrollToIndex(i, { align: 'center' }));
  const top = virtual.getVirtualItems()[0]?.index;
  useEffect(() => {
    if (top === 0 && state.hasEarlier && virtual.isScrolling) load();
  }, [top, state.hasEarlier, virtual.isScrolling, load]);
  const unseen = useUnseen(items.length, atEnd);
  useMarkSeen(state, atEnd);
  const draw = useDraw(state, target, onNoteFrom, loading ? undefined : load);
  return (
    <div className={styles.frame}>
      <section
        ref={scroller}
        className={styles.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard
        tabIndex={0}
        aria-label={t('conversation.timeline')}
      >
        <div ref={virtual.containerRef} className={styles.log}>
          {virtual.getVirtualItems().map((v) => {
            const item = items[v.index];
            return (
              <div
                key={v.key}
                ref={virtual.measureElement}
                data-index={v.index}
                className={styles.item}
              >
                {item && draw(item)}
              </div>
            );
          })}
        </div>
      </section>
      {!atEnd && (
        <div className={styles.jump}>
          <Chip on={unseen} icon="down" onClick={() => virtual.scrollToEnd({ behavior: 'auto' })}>
            {unseen ? t('conversation.newMessages') : t('conversation.toEnd')}
          </Chip>
        </div>
      )}
    </div>
  );
}

function useItems(state: ConversationState, glimpse: Glimpse): TimelineItem[] {
  const letters = useLetters();
  const me = useMe().agent.id;
  const id = state.conversation.id;
  const stored = new Set(state.transcript.items.map((i) => i.entry.client_id));
  const waiting = (list: typeof letters.reply) =>
    list.filter((l) => l.conversation === id && !stored.has(l.client_id));
  return timelineItems({
    transcript: state.transcript,
    hasEarlier: state.hasEarlier,
    seen: state.seen.visitor,
    letters: waiting(letters.reply),
    notes: waiting(letters.note),
    glimpse,
    me,
  });
}

function useLoadEarlier(state: ConversationState) {
  const { mutate, isPending } = useEarlier(state.conversation.id);
  const { hasEarlier, transcript } = state;
  const latest = useRef<() => void>(() => undefined);
  useEffect(() => {
    latest.current = () => {
      if (hasEarlier && !isPending) mutate(transcript.from);
    };
  });
  const [load] = useState(() => () => latest.current());
  return { load, loading: isPending };
}

/** Goes to a message, loading what lies before it first if it must. */
function useShow(
  target: number | undefined,
  items: readonly TimelineItem[],
  state: ConversationState,
  load: () => void,
  go: (i: number) => void,
): void {
  const done = useRef<number>(undefined);
  const index = items.findIndex((i) => i.kind === 'message' && i.message.entry.seq === target);
  useEffect(() => {
    if (target === undefined || done.current === target) return;
    if (index >= 0) {
      done.current = target;
      go(index);
    } else if (state.hasEarlier && target < state.transcript.from) load();
  });
}

/** Whether something was added while the end was out of sight. */
function useUnseen(count: number, atEnd: boolean): boolean {
  const [seen, setSeen] = useState(count);
  useEffect(() => {
    if (atEnd) setSeen(count);
  }, [count, atEnd]);
  return !atEnd && count > seen;
}

function useDraw(
  state: ConversationState,
  target: number | undefined,
  onNoteFrom: (text: string) => void,
  load: (() => void) | undefined,
) {
  const me = useMe().agent;
  const agents = useAgents().data ?? [];
  const agent = (id: string | undefined) => agents.find((a) => a.id === id);
  const { conversation: c, visitor } = state;
  const names = {
    visitor: firstName(visitor),
    agent: (id: string | undefined) =>
      agent(id)?.name ?? (c.agent?.id === id ? c.agent?.name : undefined) ?? t('party.colleague'),
    page: pageLabel(c.page),
  };
  return (item: TimelineItem): ReactNode => {
    switch (item.kind) {
      case 'earlier':
        return (
          <p className={styles.earlier}>
            <Button size="s" busy={!load} onClick={load}>
              {t('conversation.loadEarlier')}
            </Button>
          </p>
        );
      case 'day':
        return <DayLine at={item.at} />;
      case 'event':
        return <EventLine entry={item.entry} names={names} />;
      case 'letter':
        return <LetterView letter={item.letter} note={item.note} first={item.first} me={me} />;
      case 'draft':
        return <DraftView draft={item.draft} />;
      case 'typing':
        return <TypingView typist={item.typist} visitor={visitor} />;
      case 'message':
        return (
          <MessageView
            item={item}
            conversation={c.id}
            site={c.site}
            visitor={visitor}
            agent={agent(item.message.entry.by.id)}
            marked={item.message.entry.seq === target}
            onNoteFrom={onNoteFrom}
          />
        );
    }
  };
}
