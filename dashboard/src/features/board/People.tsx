import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Board, type BoardAgent, useSetAgentStatus } from '../../data/board.ts';
import { chosenStatus, usePresenceLook, useStatusChoices } from '../../data/ownStatuses.ts';
import { useAgent } from '../../data/team.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/board.ts';
import { byWhen, waitLength } from '../../text/time.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Flash } from '../../ui/Flash.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Menu, MenuRadios } from '../../ui/Menu.tsx';
import { PresenceDot, Slots } from '../../ui/marks.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import styles from './Board.module.css';
import { boardVisitor, placesOf } from './boardView.ts';
import type { Deed } from './Deeds.tsx';

type Props = { board: Board; now: number; onDeed: (deed: Deed) => void };

/** The team: what each does, with whom, and what a supervisor may do about it. */
export function People({ board, now, onDeed }: Props) {
  const [which, setWhich] = useState<'shift' | 'all'>('shift');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const onShift = board.agents.filter(
    (a) => a.presence.shown !== 'offline' || a.conversations.length > 0,
  );
  const shown = which === 'all' ? board.agents : onShift;
  const turn = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <Card
      title={t('board.people')}
      end={
        <Segments
          label={t('board.which')}
          value={which}
          onChange={setWhich}
          options={[
            { value: 'shift', label: t('board.onShift', { n: onShift.length }) },
            { value: 'all', label: t('board.all', { n: board.agents.length }) },
          ]}
        />
      }
      flush
    >
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('team.person')}</th>
              <th scope="col">{t('team.status')}</th>
              <th scope="col">{t('team.load')}</th>
              <th scope="col" className={styles.wide}>
                {t('board.with')}
              </th>
              <th scope="col" className={styles.number}>
                {t('board.missed')}
              </th>
              <td />
            </tr>
          </thead>
          {shown.map((a) => (
            <tbody key={a.agent}>
              <PersonRow
                person={a}
                open={open.has(a.agent)}
                now={now}
                onTurn={() => turn(a.agent)}
              />
              {open.has(a.agent) && <Talks person={a} now={now} onDeed={onDeed} />}
            </tbody>
          ))}
        </table>
      </div>
      {shown.length === 0 && <p className={styles.nobody}>{t('board.nobodyOnShift')}</p>}
    </Card>
  );
}

/** So many names fit beside the others. */
const fewNames = 2;

type RowProps = { person: BoardAgent; open: boolean; now: number; onTurn: () => void };

function PersonRow({ person: a, open, now, onTurn }: RowProps) {
  const look = usePresenceLook()(a.presence);
  const picture = useAgent(a.agent)?.picture;
  const capacity = placesOf(a, useTeams().data ?? []);
  const { load, since, until, shift_ends_at: shiftEnds } = a.presence;
  // When it began is not known: the status that they chose is older.
  const derived = a.presence.why === 'not_responding' || a.presence.why === 'idle';
  const names = a.conversations.slice(0, fewNames).map(boardVisitor);
  const more = a.conversations.length - names.length;
  return (
    <tr>
      <th scope="row">
        <button type="button" className={styles.turn} aria-expanded={open} onClick={onTurn}>
          <Icon name={open ? 'down' : 'next'} points={!open} />
          <Avatar id={a.agent} name={a.name} picture={picture} size="s" />
          <bdi>{a.name}</bdi>
        </button>
      </th>
      <td>
        <span className={styles.who}>
          <PresenceDot shade={look.shade} hue={look.hue} />
          <Flash value={look.words}>
            {until
              ? t('presence.untilTime', { status: look.words, time: byWhen(until, now) })
              : look.words}
          </Flash>
          {shiftEnds && (
            <span className={styles.muted}>
              {t('board.shiftEnds', { time: byWhen(shiftEnds, now) })}
            </span>
          )}
          {since && !derived && (
            <span className={styles.muted}>{waitLength(now - Date.parse(since))}</span>
          )}
        </span>
      </td>
      <td>
        <span className={styles.who}>
          <Slots load={load} capacity={capacity} />
          <Flash value={load}>{t('bar.load', { load, capacity })}</Flash>
        </span>
      </td>
      <td className={`${styles.muted} ${styles.wide}`}>
        {names.join(', ')}
        {more > 0 && t('board.more', { n: more })}
      </td>
      <td className={styles.number}>
        <span className={a.missed_today > 1 ? styles.bad : styles.muted}>
          <Flash value={a.missed_today}>{a.missed_today}</Flash>
        </span>
      </td>
      <td className={styles.number}>
        <StatusMenu person={a} />
      </td>
    </tr>
  );
}

function StatusMenu({ person: a }: { person: BoardAgent }) {
  const choices = useStatusChoices();
  const { mutate } = useSetAgentStatus();
  const choose = (value: string) => {
    const choice = choices.find((c) => c.value === value);
    if (!choice) return;
    mutate(
      { agent: a.agent, ...choice.body },
      {
        onError: (error) => sayFailed(error.message),
        onSuccess: () =>
          sayDone(t('board.statusSet', { name: a.name, status: choice.label }), 'check'),
      },
    );
  };
  return (
    <Menu
      align="end"
      trigger={<IconButton icon="more" size="s" label={t('board.statusOf', { name: a.name })} />}
    >
      <MenuRadios
        label={t('board.setStatus')}
        value={chosenStatus(choices, a.presence)?.value ?? ''}
        onChange={choose}
        options={choices.map((c) => ({ ...c, mark: <PresenceDot shade={c.shade} hue={c.hue} /> }))}
      />
    </Menu>
  );
}

type TalksProps = { person: BoardAgent; now: number; onDeed: (deed: Deed) => void };

/** With whom somebody talks, and the four things that can be done about each. */
function Talks({ person: a, now, onDeed }: TalksProps) {
  if (a.conversations.length === 0)
    return (
      <tr className={styles.sub}>
        <td colSpan={6} className={styles.muted}>
          {t('board.noTalks', { name: a.name })}
        </td>
      </tr>
    );
  return a.conversations.map((c) => {
    const visitor = boardVisitor(c);
    const what = { conversation: c.conversation, visitor, owner: { id: a.agent, name: a.name } };
    return (
      <tr key={c.conversation} className={styles.sub}>
        <td colSpan={6}>
          <span className={styles.talk}>
            <span className={styles.who}>
              <Avatar id={c.visitor_id} name={visitor} size="s" />
              <bdi>{visitor}</bdi>
              {c.since && (
                <span className={styles.muted}>{waitLength(now - Date.parse(c.since))}</span>
              )}
            </span>
            <span className={styles.acts}>
              <Link
                to="/inbox/$conversation"
                params={{ conversation: c.conversation }}
                className={styles.link}
                aria-label={t('board.listenOf', { visitor })}
              >
                <Icon name="ear" size="s" />
                {t('board.listen')}
              </Link>
              <Button
                size="s"
                tone="line"
                icon="lock"
                aria-label={t('board.whisperOf', { visitor })}
                onClick={() => onDeed({ do: 'whisper', ...what })}
              >
                {t('board.whisper')}
              </Button>
              <Button
                size="s"
                tone="line"
                icon="transfer"
                aria-label={t('board.reassignOf', { visitor })}
                onClick={() => onDeed({ do: 'assign', ...what })}
              >
                {t('board.reassign')}
              </Button>
              <Button
                size="s"
                tone="line"
                icon="user"
                aria-label={t('board.takeOverOf', { visitor })}
                onClick={() => onDeed({ do: 'take', ...what })}
              >
                {t('board.takeOver')}
              </Button>
            </span>
          </span>
        </td>
      </tr>
    );
  });
}
