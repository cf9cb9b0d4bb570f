import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schema } from '../../data/api.ts';
import { t } from '../../text/text.ts';
import { shortDate } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './ContextPane.module.css';

const few = 3;

/** The visitor's other conversations, the newest first. */
export function Past({ past }: { past: readonly Schema['PastConversation'][] }) {
  const [all, setAll] = useState(false);
  const now = useNow('halfMinute');
  return (
    <section className={styles.section}>
      <h3>
        {t('context.pastTitle')}
        {past.length > few && (
          <span className={styles.push}>
            <Button size="s" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t('context.less') : t('context.all', { n: past.length })}
            </Button>
          </span>
        )}
      </h3>
      {past.length === 0 ? (
        <p className={styles.quiet}>{t('context.firstTime')}</p>
      ) : (
        <ul className={styles.trail}>
          {past.slice(0, all ? undefined : few).map((p) => (
            <li key={p.conversation}>
              <Link
                to="/inbox/$conversation"
                params={{ conversation: p.conversation }}
                search={true}
              >
                <bdi>{p.summary || t('context.untitled')}</bdi>
              </Link>
              <time dateTime={p.started_at}>
                {p.agent?.name.split(' ')[0] ?? t('party.assistant')} ·{' '}
                {shortDate(p.started_at, now)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
