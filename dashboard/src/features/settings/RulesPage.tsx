import { lazy, Suspense } from 'react';
import { asApiError } from '../../data/errors.ts';
import { useRules } from '../../data/rules.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Bone, Failed, Skeleton } from '../../ui/states.tsx';
import styles from './Settings.module.css';

const RulesForm = lazy(() => import('./RulesForm.tsx').then((m) => ({ default: m.RulesForm })));

/** Which conversations go where: the first rule that matches decides. */
export function RulesPage({ site }: { site: Site }) {
  const { data: rules, error, refetch } = useRules(site.id);
  if (error) {
    return (
      <Failed
        what={t('rules.failed')}
        say={error.message}
        requestId={asApiError(error).requestId}
        retry={t('state.retry')}
        onRetry={() => void refetch()}
      />
    );
  }
  if (!rules) {
    return (
      <Skeleton label={t('state.loading')}>
        <div className={styles.fields}>
          <Bone width="xl" />
          <Bone width="l" />
          <Bone width="xl" />
        </div>
      </Skeleton>
    );
  }
  return (
    <Suspense fallback={null}>
      <RulesForm site={site} rules={rules} />
    </Suspense>
  );
}
