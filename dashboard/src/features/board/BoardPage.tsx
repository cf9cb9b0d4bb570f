import { lazy, type ReactNode, Suspense, useState } from 'react';
import { type Board, boardStaleAfter, useBoard } from '../../data/board.ts';
import { t } from '../../text/board.ts';
import { stopwatch } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { PresenceDot } from '../../ui/marks.tsx';
import { Bone, Failed, Notice, Skeleton } from '../../ui/states.tsx';
import styles from './Board.module.css';
import type { Deed } from './Deeds.tsx';
import { People } from './People.tsx';
import { Queues } from './Queues.tsx';
import { Tiles } from './Tiles.tsx';

const Deeds = lazy(() => import('./Deeds.tsx').then((m) => ({ default: m.Deeds })));

type Props = {
  site: string | undefined;
  /** Chooses the site, when there are several. */
  picker?: ReactNode;
};

/** Who waits, who answers and what needs somebody, now. */
export function BoardPage({ site, picker }: Props) {
  const { data: board, error, refetch, dataUpdatedAt } = useBoard(site, true);
  const [deed, setDeed] = useState<Deed>();
  if (!board) {
    if (!error) return <Bones />;
    return (
      <Failed
        what={t('board.failed')}
        say={error.message}
        requestId={error.requestId}
        retry={t('state.retry')}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <div className={styles.page} data-pane="board">
      <Live
        board={board}
        at={dataUpdatedAt}
        picker={picker}
        onRetry={() => void refetch()}
        onDeed={setDeed}
      />
      <Suspense fallback={null}>
        {deed && <Deeds deed={deed} board={board} onClose={() => setDeed(undefined)} />}
      </Suspense>
    </div>
  );
}

type LiveProps = {
  board: Board;
  /** When it came, by the clock of this browser. */
  at: number;
  picker: ReactNode;
  onRetry: () => void;
  onDeed: (deed: Deed) => void;
};

function Live({ board, at, picker, onRetry, onDeed }: LiveProps) {
  const tick = useNow('second');
  const age = Math.max(0, tick - at);
  const stale = age > boardStaleAfter;
  // By the server's clock, so that a wrong one here makes nobody late.
  const now = Date.parse(board.at) + age;
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>{t('board.title')}</h2>
        <p className={styles.live} data-stale={stale || undefined}>
          <PresenceDot shade={stale ? 'offline' : 'available'} />
          {stale ? t('board.asOf', { time: stopwatch(age) }) : t('board.live')}
        </p>
        <span className={styles.grow} />
        {picker}
      </header>
      {stale && (
        <Notice
          tone="warn"
          alert
          action={
            <Button size="s" tone="line" icon="refresh" onClick={onRetry}>
              {t('state.retry')}
            </Button>
          }
        >
          {t('board.stale')}
        </Notice>
      )}
      <div className={styles.body} data-stale={stale || undefined}>
        <Alarms alarms={board.alarms} />
        <Tiles board={board} now={now} />
        <div className={styles.columns}>
          <Queues board={board} now={now} onDeed={onDeed} />
          <People board={board} now={now} onDeed={onDeed} />
        </div>
      </div>
    </>
  );
}

/** What needs somebody now. Put away, an alarm comes back when it says something else. */
function Alarms({ alarms }: { alarms: Board['alarms'] }) {
  const [away, setAway] = useState<readonly string[]>([]);
  const shown = alarms.filter((a) => !away.includes(a.say));
  return (
    <section className={styles.alarms} aria-label={t('board.alarms')} role="alert">
      {shown.map((a) => (
        <div key={`${a.kind}:${a.site}:${a.team}`} className={styles.alarm}>
          <Icon name="alarm" />
          <p>{a.say}</p>
          <IconButton
            icon="x"
            size="s"
            label={t('board.putAway', { alarm: a.say })}
            onClick={() => setAway([...away, a.say])}
          />
        </div>
      ))}
    </section>
  );
}

function Bones() {
  return (
    <Skeleton label={t('state.loading')}>
      <div className={styles.page}>
        <Bone width="s" />
        <Bone shape="block" />
        <Bone shape="block" />
        <Bone shape="block" />
      </div>
    </Skeleton>
  );
}
