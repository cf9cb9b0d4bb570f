import { useEffect, useRef, useState } from 'react';
import type { Board, BoardAgent } from '../../data/board.ts';
import { usePresenceLook } from '../../data/ownStatuses.ts';
import { useSite } from '../../data/team.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/board.ts';
import { clockTime, waitLength } from '../../text/time.ts';
import { Button } from '../../ui/Button.tsx';
import { Flash } from '../../ui/Flash.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { PresenceDot, Timer } from '../../ui/marks.tsx';
import {
  firstOf,
  places as freePlaces,
  inOrder,
  peopleOf,
  placesOf,
  pressure,
  queueName,
} from './boardView.ts';
import { Liveness, useAge } from './Liveness.tsx';
import { Tiles } from './Tiles.tsx';
import styles from './Wall.module.css';

type Props = {
  board: Board;
  /** When it came, by the clock of this browser. */
  at: number;
  site: string | undefined;
  onLeave: () => void;
};

/** What fits on a screen that is read from across a room, with none, one or two alarms. */
const fits = [
  { queues: 6, people: 14 },
  { queues: 4, people: 10 },
  { queues: 3, people: 8 },
] as const;
const mostAlarms = fits.length - 1;

/** The board for a screen on a wall: large, and nothing to press but the way back. */
export function Wall({ board, at, site, onLeave }: Props) {
  const { now, age, stale } = useAge(board, at);
  const quiet = useQuiet();
  useAwake();
  useLeaving(onLeave);
  const name = useSite(site ?? '')?.name;
  const alarms = board.alarms.slice(0, mostAlarms);
  const room = fits[alarms.length] ?? fits[0];
  return (
    <section className={styles.wall} data-view="wall" data-quiet={quiet || undefined}>
      <header className={styles.head}>
        <h2>{name ? t('board.wallOf', { site: name }) : t('board.title')}</h2>
        <Liveness age={age} stale={stale} />
        <span className={styles.leave}>
          <Button icon="x" onClick={onLeave}>
            {t('board.leaveWall')}
          </Button>
        </span>
        <time>{clockTime(now)}</time>
      </header>
      <div className={styles.body} data-stale={stale || undefined}>
        <div className={styles.alarms} role="alert" aria-label={t('board.alarms')}>
          {alarms.map((a) => (
            <p key={`${a.kind}:${a.site}:${a.team}`}>
              <Icon name="alarm" />
              {a.say}
            </p>
          ))}
        </div>
        <Tiles board={board} now={now} />
        <Lines board={board} now={now} places={room.queues} />
        <Team agents={board.agents} places={room.people} />
      </div>
    </section>
  );
}

/** The queues in which somebody waits longest. */
function Lines({ board, now, places }: { board: Board; now: number; places: number }) {
  const teams = useTeams().data ?? [];
  const name = queueName(teams);
  const { shown, more } = firstOf(inOrder(board.queues, name), places);
  return (
    <table className={styles.queues} aria-label={t('board.queues')}>
      <tbody>
        {shown.map((q) => {
          const [first] = q.entries;
          const state = first ? pressure(first.since, first.target_seconds, now) : 'plain';
          const { free, all } = freePlaces(peopleOf(q, board.agents), teams);
          return (
            <tr key={q.team ?? ''}>
              <th scope="row">
                <bdi>{name(q)}</bdi>
              </th>
              <td className={styles.many}>
                <Flash value={q.waiting}>{q.waiting}</Flash>
              </td>
              <td>
                {q.longest_since && (
                  <Timer near={state === 'near'} late={state === 'late'}>
                    {waitLength(now - Date.parse(q.longest_since))}
                  </Timer>
                )}
              </td>
              <td className={styles.quiet}>
                <Flash value={free}>{t('board.freeOf', { free, all })}</Flash>
              </td>
            </tr>
          );
        })}
        {more > 0 && (
          <tr>
            <td colSpan={4} className={styles.quiet}>
              {t('board.moreQueues', { n: more })}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** Who is there, those who take conversations first. */
function Team({ agents, places }: { agents: readonly BoardAgent[]; places: number }) {
  const look = usePresenceLook();
  const teams = useTeams().data ?? [];
  const there = agents
    .filter((a) => a.presence.shown !== 'offline')
    .sort(
      (a, b) =>
        Number(b.presence.shown === 'available') - Number(a.presence.shown === 'available') ||
        a.name.localeCompare(b.name),
    );
  const { shown, more } = firstOf(there, places);
  if (there.length === 0) return <p className={styles.nobody}>{t('board.nobodyOnShift')}</p>;
  return (
    <ul className={styles.people} aria-label={t('board.people')}>
      {shown.map((a) => {
        const { shade, hue, words } = look(a.presence);
        return (
          <li key={a.agent}>
            <PresenceDot shade={shade} hue={hue} />
            <bdi>{a.name}</bdi>
            <Flash value={`${words}:${a.presence.load}`}>
              <small>
                {a.presence.why === 'on_phone' && `${t('presence.byPhone')} · `}
                {a.presence.shown === 'available'
                  ? t('bar.load', { load: a.presence.load, capacity: placesOf(a, teams) })
                  : words}
              </small>
            </Flash>
          </li>
        );
      })}
      {more > 0 && <li className={styles.quiet}>{t('board.morePeople', { n: more })}</li>}
    </ul>
  );
}

/** Nobody has touched anything for so long, in milliseconds. */
const stillFor = 3000;

const signs = ['pointermove', 'pointerdown', 'keydown'] as const;

/** Nobody is there: the way back is put away. */
function useQuiet(): boolean {
  const [quiet, setQuiet] = useState(false);
  useEffect(() => {
    let timer = setTimeout(() => setQuiet(true), stillFor);
    const moved = () => {
      setQuiet(false);
      clearTimeout(timer);
      timer = setTimeout(() => setQuiet(true), stillFor);
    };
    for (const sign of signs) document.addEventListener(sign, moved);
    return () => {
      clearTimeout(timer);
      for (const sign of signs) document.removeEventListener(sign, moved);
    };
  }, []);
  return quiet;
}

/** Keeps the screen on, where the browser lets us. It forgets when the page is hidden. */
function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let over = false;
    const ask = async () => {
      if (document.visibilityState !== 'visible') return;
      const got = await navigator.wakeLock?.request('screen').catch(() => undefined);
      if (over) void got?.release();
      else lock = got;
    };
    void ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
}

/** Escape leads back, and so does leaving the full screen that the wall came with. */
function useLeaving(onLeave: () => void): void {
  const leave = useRef(onLeave);
  useEffect(() => {
    leave.current = onLeave;
  }, [onLeave]);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (e.key === 'Escape' && !e.defaultPrevented) leave.current();
    };
    const screen = () => {
      if (!document.fullscreenElement) leave.current();
    };
    document.addEventListener('keydown', key);
    document.addEventListener('fullscreenchange', screen);
    return () => {
      document.removeEventListener('keydown', key);
      document.removeEventListener('fullscreenchange', screen);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, []);
}
