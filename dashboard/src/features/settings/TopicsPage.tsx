import type { Site } from '../../data/team.ts';
import { useTopics } from '../../data/topics.ts';
import { t } from '../../text/rooms.ts';
import { Bone } from '../../ui/states.tsx';
import { TopicsForm } from './TopicsForm.tsx';
import { Unloaded } from './Unloaded.tsx';

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
  return <TopicsForm site={site} topics={topics} />;
}
