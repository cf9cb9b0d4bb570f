import { useState } from 'react';
import { useGlimpse } from '../../data/conversation.ts';
import type { ConversationState } from '../../data/conversationState.ts';
import { pageLabel, safeHref } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { shortAgo } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { PresenceDot } from '../../ui/marks.tsx';
import styles from './ContextPane.module.css';

const few = 3;

/** The page they are on, and those they came by. */
export function Trail({ state }: { state: ConversationState }) {
  const { visitor, conversation: c } = state;
  const glimpse = useGlimpse(c.id);
  const now = useNow('halfMinute');
  const [all, setAll] = useState(false);
  const online = glimpse.online ?? visitor.online;
  const here = glimpse.page ?? visitor.page ?? c.page;
  const label = pageLabel(here);
  const trail = visitor.trail.filter((p) => p.url !== here?.url);
  const referrer = referrerName(c.page.referrer);
  const device = [visitor.device, referrer && t('context.from', { place: referrer })]
    .filter(Boolean)
    .join(' · ');
  return (
    <section className={styles.section}>
      <h3>
        {online ? t('context.now') : t('context.lastSeen')}
        {trail.length > few && (
          <span className={styles.push}>
            <Button size="s" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t('context.less') : t('context.trail', { n: trail.length + 1 })}
            </Button>
          </span>
        )}
      </h3>
      <ul className={styles.trail}>
        {label && (
          <li>
            <PresenceDot shade={online ? 'available' : 'offline'} />
            <PageName label={label} url={here?.url} />
            {!online && visitor.last_seen_at && <time>{shortAgo(visitor.last_seen_at, now)}</time>}
          </li>
        )}
        {trail.slice(0, all ? undefined : few - 1).map((p) => (
          <li key={`${p.at} ${p.url}`} className={styles.past}>
            <PresenceDot shade="offline" />
            <PageName label={pageLabel(p) ?? t('context.unknownPage')} url={p.url} />
            <time dateTime={p.at}>{shortAgo(p.at, now)}</time>
          </li>
        ))}
        {!label && trail.length === 0 && <li className={styles.past}>{t('context.noPage')}</li>}
      </ul>
      {device && (
        <p className={styles.quiet}>
          <Icon name="laptop" size="s" />
          {device}
        </p>
      )}
    </section>
  );
}

function PageName({ label, url }: { label: string; url: string | undefined }) {
  const href = safeHref(url);
  if (!href) return <bdi className={styles.page}>{label}</bdi>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" title={href}>
      <bdi>{label}</bdi>
    </a>
  );
}

function referrerName(url: string | undefined): string | undefined {
  if (!url) return undefined;
  try {
    return new URL(url).host.replace(/^www\./u, '');
  } catch {
    return undefined;
  }
}
