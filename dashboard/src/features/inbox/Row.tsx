import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { Glimpse } from '../../data/glimpse.ts';
import type { InboxRow } from '../../data/inboxRows.ts';
import { pictureName, visitorName } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { Avatar, ChannelMark, initials } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Badge, Dots, Spoken, StateWord, Tag, Timer } from '../../ui/marks.tsx';
import styles from './Row.module.css';
import {
  isUnread,
  type RowLine,
  rowClock,
  rowLine,
  rowState,
  rowTags,
  showsOwner,
} from './rowView.ts';

type Props = {
  row: InboxRow;
  me: string;
  selected: boolean;
  /** The one row of the list that Tab reaches. */
  reachable: boolean;
  now: number;
  glimpse: Glimpse | undefined;
  draft: string;
  /** Colleagues who have it open. */
  viewers: readonly { id: string; name: string }[];
  siteLocale: string | undefined;
  compact: boolean;
  onFocus: (id: string) => void;
};

export const Row = memo(function Row(props: Props) {
  const {
    row,
    me,
    selected,
    reachable,
    now,
    glimpse,
    draft,
    viewers,
    siteLocale,
    compact,
    onFocus,
  } = props;
  const clock = rowClock(row, now);
  const state = rowState(row, glimpse, me, now);
  const tags = rowTags(row, siteLocale);
  const unread = isUnread(row);
  const assisted = row.state === 'assistant';
  return (
    <Link
      to="/inbox/$conversation"
      params={{ conversation: row.conversation }}
      search={true}
      className={styles.row}
      data-unread={unread || undefined}
      data-compact={compact || undefined}
      aria-current={selected ? 'true' : undefined}
      tabIndex={reachable ? 0 : -1}
      data-row={row.conversation}
      onFocus={() => onFocus(row.conversation)}
    >
      <Avatar
        id={row.visitor.id}
        name={pictureName(row.visitor)}
        mark={
          <ChannelMark icon={assisted ? 'spark' : row.state === 'follow_up' ? 'mail' : 'chat'} />
        }
      />
      <span className={styles.words}>
        <span className={styles.line}>
          <bdi className={styles.who}>{visitorName(row.visitor)}</bdi>
          {clock.kind === 'timer' ? (
            <Timer near={clock.near} late={clock.late}>
              {clock.text}
            </Timer>
          ) : (
            <span className={styles.time}>{clock.text}</span>
          )}
        </span>
        <span className={styles.line}>
          <LastLine line={rowLine(row, glimpse, draft, me)} />
          {unread && (
            <>
              <Badge>{row.unread}</Badge>
              <Spoken>{t('row.unread', { n: row.unread ?? 0 })}</Spoken>
            </>
          )}
        </span>
        {!compact && (
          <span className={styles.meta}>
            {row.priority > 0 && (
              <StateWord tone="key" icon="flag">
                {t('row.priority')}
              </StateWord>
            )}
            {state && (
              <StateWord tone={state.tone} icon={state.icon}>
                {state.text}
              </StateWord>
            )}
            {tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
            <span className={styles.end}>
              {viewers.length > 0 && (
                <span
                  className={styles.eyes}
                  title={t('row.viewedBy', { names: viewers.map((v) => v.name).join(', ') })}
                >
                  <Icon name="eye" size="s" />
                  {viewers.map((v) => initials(v.name)).join(' ')}
                </span>
              )}
              {showsOwner(row, me) && row.agent && (
                <span title={row.agent.name}>
                  <Avatar
                    id={row.agent.id}
                    name={row.agent.name}
                    picture={row.agent.picture}
                    size="xs"
                  />
                </span>
              )}
            </span>
          </span>
        )}
      </span>
    </Link>
  );
});

function LastLine({ line }: { line: RowLine }) {
  switch (line.kind) {
    case 'typing':
      return (
        <span className={styles.last} data-kind="typing">
          <Dots /> {t('row.typing')}
        </span>
      );
    case 'draft':
      return (
        <span className={styles.last}>
          <b>{t('row.draft')}</b> <bdi>{line.text}</bdi>
        </span>
      );
    case 'said':
      return (
        <span className={styles.last}>
          {line.by && <span>{line.by} </span>}
          <bdi>{line.text}</bdi>
        </span>
      );
    case 'nothing':
      return <span className={styles.last}>{line.text}</span>;
  }
}
