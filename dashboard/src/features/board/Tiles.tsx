import type { ReactNode } from 'react';
import type { Board } from '../../data/board.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/board.ts';
import { waitLength } from '../../text/time.ts';
import { Flash } from '../../ui/Flash.tsx';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Board.module.css';
import { mostPressing, percent, places, pressure } from './boardView.ts';

/** The figures of this moment and of today. */
export function Tiles({ board, now }: { board: Board; now: number }) {
  const s = board.tiles;
  const offered = board.queues.flatMap((q) => q.entries).filter((e) => e.offered).length;
  const first = mostPressing(board, now);
  const late = first !== undefined && pressure(first.since, first.target_seconds, now) === 'late';
  const free = places(board.agents, useTeams().data ?? []);
  return (
    <section aria-label={t('board.now')}>
      <dl className={styles.tiles}>
        <Tile
          name={t('board.waiting')}
          value={s.waiting}
          about={t('board.offeredNow', { n: offered })}
        />
        <Tile
          name={t('board.longest')}
          // it changes each second, which is no news
          value={s.longest_since ? '' : t('board.none')}
          shown={s.longest_since && waitLength(now - Date.parse(s.longest_since))}
          late={late}
          about={late ? t('board.pastTarget') : first ? t('board.inTarget') : t('board.nobody')}
        />
        <Tile
          name={t('board.level')}
          value={percent(s.answered_in_time, s.answered)}
          small={s.answered > 0 ? t('board.of', { n: s.answered }) : undefined}
          late={s.late > 0}
          about={
            s.late > 0
              ? t('board.late', { n: s.late })
              : s.breaches > 0
                ? t('board.breaches', { n: s.breaches })
                : t('board.today')
          }
        />
        <Tile
          name={t('board.people')}
          value={s.available}
          small={t('board.available')}
          about={t('board.others', { busy: s.busy, away: s.away, offline: s.offline })}
        />
        <Tile
          name={t('board.free')}
          value={free.free}
          small={t('board.of', { n: free.all })}
          about={t('board.inUse', { n: free.used })}
        />
        <Tile name={t('board.assistant')} value={s.assistant} about={t('board.conversations')} />
        <Tile
          name={t('board.followUps')}
          value={s.follow_ups_due}
          small={t('board.byTonight')}
          late={s.follow_ups_overdue > 0}
          about={
            s.follow_ups_overdue > 0
              ? t('board.overdue', { n: s.follow_ups_overdue })
              : t('board.owed', { n: s.follow_ups })
          }
        />
        <Tile
          name={t('board.promises')}
          value={percent(s.promises_kept, s.promises)}
          small={s.promises > 0 ? t('board.of', { n: s.promises }) : undefined}
          about={t('board.today')}
        />
      </dl>
    </section>
  );
}

type TileProps = {
  name: string;
  value: number | string;
  /** Stands in the place of the value. */
  shown?: ReactNode;
  small?: string | undefined;
  about: string;
  late?: boolean;
};

function Tile({ name, value, shown, small, about, late = false }: TileProps) {
  return (
    <div className={styles.tile} data-late={late || undefined}>
      <dt>{name}</dt>
      <dd>
        <span className={styles.figure}>
          <Flash value={value}>{shown ?? value}</Flash>
          {small && <small> {small}</small>}
        </span>
        <span className={styles.tileAbout}>
          {late && <Icon name="alarm" size="s" />}
          {about}
        </span>
      </dd>
    </div>
  );
}
