import { type Board, boardStaleAfter } from '../../data/board.ts';
import { t } from '../../text/board.ts';
import { stopwatch } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { PresenceDot } from '../../ui/marks.tsx';
import styles from './Board.module.css';

/** How old the board is that came at a moment of this browser's clock, and the time by the server's. */
export function useAge(board: Board, at: number) {
  const age = Math.max(0, useNow('second') - at);
  // By the server's clock, so that a wrong one here makes nobody late.
  return { now: Date.parse(board.at) + age, age, stale: age > boardStaleAfter };
}

/** Whether the figures are of now, or how old they are. */
export function Liveness({ age, stale }: { age: number; stale: boolean }) {
  return (
    <p className={styles.live} data-stale={stale || undefined}>
      <PresenceDot shade={stale ? 'offline' : 'available'} />
      {stale ? t('board.asOf', { time: stopwatch(age) }) : t('board.live')}
    </p>
  );
}
