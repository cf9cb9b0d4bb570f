import { lazy, Suspense } from 'react';
import type { Site } from '../../data/team.ts';
import { useTopics } from '../../data/topics.ts';
import { t } from '../../text/planning.ts';
import { Bone } from '../../ui/states.tsx';
import { Unloaded } from './Unloaded.tsx';

const TopicsForm = lazy(() => import('./TopicsForm.tsx').then((m) => ({ default: m.TopicsForm })));

/** What visitors may write about, so that rules can send them to the right people. */
export function TopicsPage({ site }: { site: Site }) {
  const { data: topics, error, refetch } = useTopics(site.id);
  if (error || !topics) {
    return (
      <Unloaded what={t('topics.failed')} error={error} refetch={refetch}>
        <Bone width="l" />
        <Bone width="m" />
      </Unloaded>
    );
  }
  return (
    <Suspense fallback={null}>
      <TopicsForm site={site} topics={topics} />
    </Suspense>
  );
}
