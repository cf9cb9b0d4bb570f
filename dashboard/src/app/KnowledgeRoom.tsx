import { Link, useParams, useSearch } from '@tanstack/react-router';
import { asApiError } from '../data/errors.ts';
import { useIsSupervisor } from '../data/me.ts';
import { useSites } from '../data/team.ts';
import { ArticlePane } from '../features/knowledge/ArticlePane.tsx';
import { KnowledgePane } from '../features/knowledge/KnowledgePane.tsx';
import { t } from '../text/rooms.ts';
import { Icon } from '../ui/Icon.tsx';
import { RoomTitle } from '../ui/marks.tsx';
import { Empty, Failed } from '../ui/states.tsx';
import styles from './KnowledgeRoom.module.css';

export function KnowledgeRoom() {
  const { article } = useParams({ strict: false });
  const search = useSearch({ from: '/inside/knowledge' });
  const mayWrite = useIsSupervisor();
  const { data: sites, error, refetch } = useSites();
  if (error) {
    return (
      <Failed
        what={t('knowledge.failed')}
        say={error.message}
        requestId={asApiError(error).requestId}
        retry={t('state.retry')}
        onRetry={() => void refetch()}
      />
    );
  }
  if (!sites) return null;
  const site = sites.find((s) => s.id === search.site) ?? sites[0];
  if (!site)
    return <Empty icon="book" title={t('knowledge.noSite')} why={t('knowledge.noSiteWhy')} />;
  return (
    <div className={styles.panes} data-article={article ? '' : undefined}>
      <RoomTitle>{t('knowledge.title')}</RoomTitle>
      <section className={styles.list} aria-label={t('knowledge.title')} data-pane="list">
        <KnowledgePane site={site} sites={sites} mayWrite={mayWrite} selected={article} />
      </section>
      <div className={styles.article} data-pane="article">
        {article && (
          <Link to="/knowledge" search={{ site: site.id }} className={styles.back}>
            <Icon name="back" points /> {t('knowledge.title')}
          </Link>
        )}
        {article ? (
          <ArticlePane site={site.id} id={article} mayWrite={mayWrite} />
        ) : (
          <Empty icon="book" title={t('knowledge.choose')} why={t('knowledge.chooseWhy')} />
        )}
      </div>
    </div>
  );
}
