import type { Schema } from '../../data/api.ts';
import { t } from '../../text/text.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Tag } from '../../ui/marks.tsx';
import styles from './CopilotPane.module.css';

type Props = { summary: Schema['CopilotSummary']; refreshing: boolean; onRefresh: () => void };

/** What the visitor wants, the points, and what the assistant already said and tried. */
export function Summary({ summary: s, refreshing, onRefresh }: Props) {
  return (
    <section className={styles.section} aria-busy={refreshing}>
      <h3>
        {t('copilot.summary')}
        <Tag
          tone={s.by === 'model' ? 'assist' : 'plain'}
          icon={s.by === 'model' ? 'spark' : undefined}
        >
          {s.by === 'model' ? t('copilot.byModel') : t('copilot.builtIn')}
        </Tag>
        <span className={styles.push}>
          <IconButton
            icon="refresh"
            size="s"
            label={t('copilot.refresh')}
            disabled={refreshing}
            onClick={onRefresh}
          />
        </span>
      </h3>
      <p className={styles.wants} dir="auto">
        {s.wants || t('copilot.noWants')}
      </p>
      {s.points.length > 0 && <Points points={s.points} />}
      {s.tried.length > 0 && (
        <>
          <h4 className={styles.sub}>{t('copilot.tried')}</h4>
          <Points points={s.tried} />
        </>
      )}
      {s.sentiment && s.sentiment !== 'calm' && (
        <p className={styles.tags}>
          <Tag>{t(`mood.${s.sentiment}`)}</Tag>
        </p>
      )}
    </section>
  );
}

function Points({ points }: { points: readonly string[] }) {
  return (
    <ul className={styles.points}>
      {points.map((point) => (
        <li key={point} dir="auto">
          {point}
        </li>
      ))}
    </ul>
  );
}
