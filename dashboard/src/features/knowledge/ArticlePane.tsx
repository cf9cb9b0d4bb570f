import { lazy, Suspense } from 'react';
import { asApiError } from '../../data/errors.ts';
import { type Article, useArticle } from '../../data/knowledge.ts';
import { t } from '../../text/rooms.ts';
import { shortDate } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Markdown } from '../../ui/Markdown.tsx';
import { StateWord } from '../../ui/marks.tsx';
import { Bone, Failed, Skeleton } from '../../ui/states.tsx';
import styles from './ArticleEditor.module.css';

const ArticleEditor = lazy(() =>
  import('./ArticleEditor.tsx').then((m) => ({ default: m.ArticleEditor })),
);

type Props = { site: string; id: string; mayWrite: boolean };

/** One article: to be written, or for agents to be read. */
export function ArticlePane({ site, id, mayWrite }: Props) {
  const fresh = id === 'new';
  const { data: article, error, refetch } = useArticle(site, fresh ? undefined : id);
  if (fresh) {
    if (!mayWrite) return null;
    return (
      <Suspense fallback={null}>
        <ArticleEditor key="new" site={site} article={undefined} onReload={async () => undefined} />
      </Suspense>
    );
  }
  if (error) {
    return (
      <Failed
        what={t('article.failed')}
        say={error.message}
        requestId={asApiError(error).requestId}
        retry={t('state.retry')}
        onRetry={asApiError(error).code === 'not_found' ? undefined : () => void refetch()}
      />
    );
  }
  if (!article) {
    return (
      <Skeleton label={t('state.loading')}>
        <div className={styles.scroll}>
          <Bone width="m" />
          <Bone width="xl" />
          <Bone width="l" />
        </div>
      </Skeleton>
    );
  }
  if (!mayWrite) return <Reader article={article} />;
  return (
    <Suspense fallback={null}>
      <ArticleEditor
        key={article.id}
        site={site}
        article={article}
        onReload={async () => (await refetch()).data}
      />
    </Suspense>
  );
}

function Reader({ article }: { article: Article }) {
  const now = useNow('halfMinute');
  return (
    <article className={styles.reader}>
      <h2 dir="auto">{article.title}</h2>
      <p className={styles.meta}>
        {t('article.changed', { when: shortDate(article.updated_at, now) })}{' '}
        {article.draft && <StateWord>{t('knowledge.draft')}</StateWord>}
      </p>
      <Markdown text={article.body} as="article" />
    </article>
  );
}
