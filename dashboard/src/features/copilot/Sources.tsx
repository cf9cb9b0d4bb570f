import { Link } from '@tanstack/react-router';
import type { Schema } from '../../data/api.ts';
import styles from './CopilotPane.module.css';

/** The articles that a text rests on, numbered. */
export function Sources({
  sources,
  site,
}: {
  sources: readonly Schema['Citation'][];
  site: string;
}) {
  return (
    <span className={styles.cites}>
      {sources.map((s, i) => (
        <Link
          key={s.article}
          to="/knowledge/$article"
          params={{ article: s.article }}
          search={{ site }}
          className={styles.cite}
          title={s.quote}
        >
          <b>{i + 1}</b>
          <bdi>{s.title}</bdi>
        </Link>
      ))}
    </span>
  );
}
