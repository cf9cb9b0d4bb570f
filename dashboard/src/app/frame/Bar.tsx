import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ActionIconButton } from '../../actions/ActionButton.tsx';
import { useQueueDepth } from '../../data/inbox.ts';
import { useMe } from '../../data/me.ts';
import { rich, t } from '../../text/text.ts';
import { waitLength } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Slots } from '../../ui/marks.tsx';
import styles from './Bar.module.css';

const rooms = ['board', 'knowledge', 'settings'] as const;

/** Over everything: search, how many wait, the own load, the own status. */
export function Bar({ search, presence }: { search: ReactNode; presence: ReactNode }) {
  const room = useRouterState({ select: (s) => s.location.pathname.split('/')[1] });
  const named = rooms.find((name) => name === room) ?? 'inbox';
  return (
    <header className={styles.bar}>
      <span className={styles.title} aria-hidden="true">
        {t(`rail.${named}`)}
      </span>
      <search className={styles.search}>{search}</search>
      <span className={styles.grow} />
      <span className={styles.find}>
        <ActionIconButton action="app.search" icon="search" />
      </span>
      <Depth />
      <span className={styles.line} />
      <Load />
      <span className={styles.line} />
      {presence}
    </header>
  );
}

function Depth() {
  const { waiting, since, due } = useQueueDepth();
  const now = useNow('second');
  const wait = since === undefined ? undefined : now - since;
  const late = waiting > 0 && now > due;
  return (
    <Link
      to="/inbox"
      search={{ list: 'queue' }}
      className={styles.depth}
      data-late={late || undefined}
    >
      {late && <Icon name="alarm" />}
      {waiting === 0 ? (
        <span className={styles.quiet}>{t('bar.nobody')}</span>
      ) : wait === undefined ? (
        <b>{t('bar.waiting', { n: waiting })}</b>
      ) : (
        <span>
          <b>{t('bar.waiting', { n: waiting })}</b>
          {rich('bar.longest', {
            comma: <span className={styles.quiet}>{t('bar.longestWord')}</span>,
            time: <b className={styles.time}>{waitLength(wait)}</b>,
          })}
        </span>
      )}
    </Link>
  );
}

function Load() {
  const { load, capacity } = useMe().agent.presence;
  return (
    <span className={styles.load} title={t('bar.yourLoad', { load, capacity })}>
      <Slots load={load} capacity={capacity} />
      <span>{t('bar.load', { load, capacity })}</span>
    </span>
  );
}
