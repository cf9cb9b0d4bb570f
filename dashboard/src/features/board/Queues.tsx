import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Board, BoardEntry, BoardQueue } from '../../data/board.ts';
import { useSite } from '../../data/team.ts';
import { useTeams } from '../../data/teams.ts';
import { topicLabel } from '../../data/visitor.ts';
import { t } from '../../text/board.ts';
import { languagesOf } from '../../text/languages.ts';
import { stopwatch, waitLength } from '../../text/time.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Flash } from '../../ui/Flash.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { StateWord, Tag, Timer } from '../../ui/marks.tsx';
import styles from './Board.module.css';
import {
  boardVisitor,
  inOrder,
  type Places,
  peopleOf,
  places,
  pressure,
  queueName,
} from './boardView.ts';
import type { Deed } from './Deeds.tsx';

type Props = { board: Board; now: number; onDeed: (deed: Deed) => void };

/** Every line, the one that waits longest first; each opens to those who stand in it. */
export function Queues({ board, now, onDeed }: Props) {
  const teams = useTeams().data ?? [];
  const name = queueName(teams);
  // Lines with somebody in them are open, unless somebody has closed them.
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const open = (q: BoardQueue) => q.waiting > 0 !== turned.has(q.team ?? '');
  const turn = (q: BoardQueue) => {
    const next = new Set(turned);
    if (!next.delete(q.team ?? '')) next.add(q.team ?? '');
    setTurned(next);
  };
  return (
    <Card title={t('board.queues')} about={t('board.byWait')} flush>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('board.queue')}</th>
              <th scope="col" className={styles.number}>
                {t('board.waiting')}
              </th>
              <th scope="col" className={styles.number}>
                {t('board.longest')}
              </th>
              <th scope="col" className={`${styles.number} ${styles.wide}`}>
                {t('board.target')}
              </th>
              <th scope="col" className={styles.number}>
                {t('board.freePlaces')}
              </th>
            </tr>
          </thead>
          {inOrder(board.queues, name).map((q) => (
            <tbody key={q.team ?? ''}>
              <QueueRow
                queue={q}
                name={name(q)}
                open={open(q)}
                free={places(peopleOf(q, board.agents), teams)}
                now={now}
                onTurn={() => turn(q)}
              />
              {open(q) &&
                q.entries.map((e) => (
                  <EntryRow key={e.conversation} entry={e} now={now} onDeed={onDeed} />
                ))}
              {open(q) && q.entries.length === 0 && (
                <tr className={styles.sub}>
                  <td colSpan={5} className={styles.muted}>
                    {t('board.nobodyHere')}
                  </td>
                </tr>
              )}
            </tbody>
          ))}
        </table>
      </div>
    </Card>
  );
}

type RowProps = {
  queue: BoardQueue;
  name: string;
  open: boolean;
  free: Places;
  now: number;
  onTurn: () => void;
};

function QueueRow({ queue: q, name, open, free, now, onTurn }: RowProps) {
  const [first] = q.entries;
  const state = first ? pressure(first.since, first.target_seconds, now) : 'plain';
  return (
    <tr>
      <th scope="row">
        <button type="button" className={styles.turn} aria-expanded={open} onClick={onTurn}>
          <Icon name={open ? 'down' : 'next'} points={!open} />
          <bdi>{name}</bdi>
        </button>
      </th>
      <td className={styles.number}>
        <Flash value={q.waiting}>{q.waiting}</Flash>
      </td>
      <td className={styles.number}>
        {q.longest_since ? (
          <Timer near={state === 'near'} late={state === 'late'}>
            {waitLength(now - Date.parse(q.longest_since))}
          </Timer>
        ) : (
          <span className={styles.muted}>{t('board.none')}</span>
        )}
      </td>
      <td className={`${styles.number} ${styles.muted} ${styles.wide}`}>
        {first ? stopwatch(1000 * first.target_seconds) : ''}
      </td>
      <td className={styles.number}>
        <Flash value={free.free}>{t('bar.load', { load: free.free, capacity: free.all })}</Flash>
      </td>
    </tr>
  );
}

type EntryProps = { entry: BoardEntry; now: number; onDeed: (deed: Deed) => void };

function EntryRow({ entry: e, now, onDeed }: EntryProps) {
  const visitor = boardVisitor(e);
  const site = useSite(e.site);
  const foreign = e.language && site && languagesOf(e.language) !== languagesOf(site.locale);
  const left = Date.parse(e.since) + 1000 * e.target_seconds - now;
  const state = pressure(e.since, e.target_seconds, now);
  const about = e.offered ? t('board.beingOffered') : e.topic ? topicLabel(e.topic) : '';
  return (
    <tr className={styles.sub}>
      <td colSpan={5}>
        <span className={styles.talk}>
          <span className={styles.who}>
            <Avatar id={e.visitor_id} name={visitor} size="s" />
            <Link to="/inbox/$conversation" params={{ conversation: e.conversation }}>
              <bdi>{visitor}</bdi>
            </Link>
            {e.ahead && (
              <StateWord tone="key" icon="flag">
                {t('board.ahead')}
              </StateWord>
            )}
            {e.front && <Tag>{t('board.front')}</Tag>}
            {foreign && <Tag>{languagesOf(e.language)}</Tag>}
            <span className={styles.muted}>{about}</span>
          </span>
          <span className={styles.acts}>
            <Timer near={state === 'near'} late={state === 'late'}>
              {left < 0
                ? t('row.late', { time: waitLength(-left) })
                : t('row.left', { time: waitLength(left) })}
            </Timer>
            <Button
              size="s"
              tone="line"
              aria-label={t('board.assignOf', { visitor })}
              onClick={() =>
                onDeed({ do: 'assign', conversation: e.conversation, visitor, owner: undefined })
              }
            >
              {t('board.assign')}
            </Button>
            <Button
              size="s"
              tone="line"
              aria-label={t('board.takeOverOf', { visitor })}
              onClick={() =>
                onDeed({ do: 'take', conversation: e.conversation, visitor, owner: undefined })
              }
            >
              {t('board.takeOver')}
            </Button>
          </span>
        </span>
      </td>
    </tr>
  );
}
