import { Link } from '@tanstack/react-router';
import type { Schema } from '../../data/api.ts';
import { t } from '../../text/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import styles from './CopilotPane.module.css';
import type { Insert } from './CopilotPane.tsx';

/** Articles that may help; the passage that fits can be put into the reply. */
export function Articles({
  articles,
  onInsert,
}: {
  articles: readonly Schema['Citation'][];
  onInsert: Insert;
}) {
  return (
    <section className={styles.section}>
      <h3>{t('copilot.related')}</h3>
      {articles.length === 0 && <p className={styles.quiet}>{t('copilot.noArticles')}</p>}
      <ul className={styles.articles}>
        {articles.map((a) => (
          <li key={a.article}>
            <Icon name="book" size="s" />
            <Link to="/knowledge/$article" params={{ article: a.article }} title={a.quote}>
              <bdi>{a.title}</bdi>
            </Link>
            {a.quote && (
              <Button
                size="s"
                onClick={() => onInsert(a.quote ?? '', 'here')}
                aria-label={t('copilot.insertFrom', { title: a.title })}
              >
                {t('copilot.insert')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
