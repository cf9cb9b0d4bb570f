import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { type Board, useBoard } from '../../data/board.ts';
import { t } from '../../text/board.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Bone, Failed, Notice, Skeleton } from '../../ui/states.tsx';
import styles from './Board.module.css';
import type { Deed } from './Deeds.tsx';
import { Liveness, useAge } from './Liveness.tsx';
import { People } from './People.tsx';
import { Queues } from './Queues.tsx';
import { Tiles } from './Tiles.tsx';

const Wall = lazy(() => import('./Wall.tsx').then((m) => ({ default: m.Wall })));
const Deeds = lazy(() => import('./Deeds.tsx').then((m) => ({ default: m.Deeds })));

type Props = {
  site: string | undefined;
  /** Chooses the site, when there are several. */
  picker?: ReactNode;
  /** It hangs on a wall: large, and without anything to press. */
  wall: boolean;
  onWall: (up: boolean) => void;
};

/** Who waits, who answers and what needs somebody, now. */
export function BoardPage({ site, picker, wall, onWall }: Props) {
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
  if (wall) {
    return (
      <Suspense fallback={<Bones />}>
        <Wall board={board} at={dataUpdatedAt} site={site} onLeave={() => onWall(false)} />
      </Suspense>
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
        onWall={() => onWall(true)}
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
  onWall: () => void;
};

function Live({ board, at, picker, onRetry, onDeed, onWall }: LiveProps) {
  const { now, age, stale } = useAge(board, at);
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>{t('board.title')}</h2>
        <Liveness age={age} stale={stale} />
        <span className={styles.grow} />
        {picker}
        <span className={styles.wide}>
          <Button
            icon="expand"
            onClick={() => {
              void document.documentElement.requestFullscreen?.().catch(() => undefined);
              onWall();
            }}
          >
            {t('board.wall')}
          </Button>
        </span>
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

/** What needs somebody now. Put away, an alarm comes back when it says something else, or begins anew. */
function Alarms({ alarms }: { alarms: Board['alarms'] }) {
  const [away, setAway] = useState<readonly string[]>([]);
  useEffect(() => {
    const stands = (say: string) => alarms.some((a) => a.say === say);
    setAway((before) => (before.every(stands) ? before : before.filter(stands)));
  }, [alarms]);
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
