import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useDeferredValue, useState } from 'react';
import type { Schema } from '../../data/api.ts';
import { asApiError } from '../../data/errors.ts';
import { useArticles } from '../../data/knowledge.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { BareSelect } from '../../ui/fields.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { StateWord } from '../../ui/marks.tsx';
import { Bone, Empty, Failed, Skeleton } from '../../ui/states.tsx';
import { byCollection } from './byCollection.ts';
import styles from './KnowledgePane.module.css';

const ImportDialog = lazy(() =>
  import('./ImportDialog.tsx').then((m) => ({ default: m.ImportDialog })),
);

type Props = {
  site: Site;
  sites: readonly Site[];
  /** Supervisors and admins write; agents read. */
  mayWrite: boolean;
  selected: string | undefined;
};

/** The articles of one site, by collection; with a search the best matches first. */
export function KnowledgePane({ site, sites, mayWrite, selected }: Props) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [importing, setImporting] = useState(false);
  const q = useDeferredValue(text.trim());
  const query = useArticles(site.id, q);
  const articles = query.data?.pages.flatMap((p) => p.articles) ?? [];
  return (
    <>
      <div className={styles.head}>
        <p className={styles.title}>{t('knowledge.title')}</p>
        {mayWrite && (
          <>
            <IconButton
              icon="upload"
              label={t('knowledge.import')}
              onClick={() => setImporting(true)}
            />
            <Button
              tone="primary"
              icon="plus"
              onClick={() =>
                void navigate({
                  to: '/knowledge/$article',
                  params: { article: 'new' },
                  search: { site: site.id },
                })
              }
            >
              {t('knowledge.new')}
            </Button>
          </>
        )}
      </div>
      <div className={styles.tools}>
        {sites.length > 1 && (
          <BareSelect
            aria-label={t('knowledge.site')}
            value={site.id}
            onChange={(e) => void navigate({ to: '/knowledge', search: { site: e.target.value } })}
          >
            {sites.map((s) => (
              <option key={s.id} value={s.id}>
                {s.name}
              </option>
            ))}
          </BareSelect>
        )}
        <div className={styles.search}>
          <Icon name="search" />
          <input
            type="search"
            aria-label={t('knowledge.search')}
            placeholder={t('knowledge.search')}
            value={text}
            onChange={(e) => setText(e.target.value)}
          />
        </div>
      </div>
      <div className={styles.scroll}>
        {query.isPending ? (
          <Skeleton label={t('state.loading')}>
            {(['l', 'm', 'xl', 'm', 'l'] as const).map((width, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: shapes never move
              <div key={i} className={styles.bone}>
                <Bone width={width} />
              </div>
            ))}
          </Skeleton>
        ) : query.error ? (
          <Failed
            what={t('knowledge.failed')}
            say={query.error.message}
            requestId={asApiError(query.error).requestId}
            retry={t('state.retry')}
            onRetry={() => void query.refetch()}
          />
        ) : articles.length === 0 ? (
          q ? (
            <Empty
              icon="search"
              title={t('knowledge.nothing', { q })}
              why={t('knowledge.nothingWhy')}
              action={
                <Button tone="line" onClick={() => setText('')}>
                  {t('knowledge.clear')}
                </Button>
              }
            />
          ) : (
            <Empty
              icon="book"
              title={t('knowledge.empty')}
              why={t('knowledge.emptyWhy')}
              action={
                mayWrite && (
                  <Button tone="primary" icon="upload" onClick={() => setImporting(true)}>
                    {t('knowledge.import')}
                  </Button>
                )
              }
            />
          )
        ) : (
          <>
            {q ? (
              <List articles={articles} site={site.id} selected={selected} excerpts />
            ) : (
              byCollection(articles).map(([collection, list]) => (
                <section key={collection}>
                  <h2 className={styles.group}>{collection || t('knowledge.noCollection')}</h2>
                  <List articles={list} site={site.id} selected={selected} />
                </section>
              ))
            )}
            {query.hasNextPage && (
              <p className={styles.more}>
                <Button
                  size="s"
                  busy={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {t('state.more')}
                </Button>
              </p>
            )}
          </>
        )}
      </div>
      {importing && (
        <Suspense fallback={null}>
          <ImportDialog open site={site} onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </>
  );
}

type ListProps = {
  articles: readonly Schema['ArticleSummary'][];
  site: string;
  selected: string | undefined;
  excerpts?: boolean;
};

function List({ articles, site, selected, excerpts = false }: ListProps) {
  return (
    <ul>
      {articles.map((a) => (
        <li key={a.id}>
          <Link
            to="/knowledge/$article"
            params={{ article: a.id }}
            search={{ site }}
            className={styles.item}
            aria-current={a.id === selected ? 'true' : undefined}
          >
            <span className={styles.line}>
              <bdi className={styles.name}>{a.title}</bdi>
              {a.draft && <StateWord>{t('knowledge.draft')}</StateWord>}
            </span>
            {excerpts && a.excerpt && <span className={styles.excerpt}>{a.excerpt}</span>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
