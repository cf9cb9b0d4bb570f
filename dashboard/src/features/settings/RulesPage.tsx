import { lazy, Suspense } from 'react';
import { useRules } from '../../data/rules.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/planning.ts';
import { Bone } from '../../ui/states.tsx';
import { Unloaded } from './Unloaded.tsx';

const RulesForm = lazy(() => import('./RulesForm.tsx').then((m) => ({ default: m.RulesForm })));

/** Which conversations go where: the first rule that matches decides. */
export function RulesPage({ site }: { site: Site }) {
  const { data: rules, error, refetch } = useRules(site.id);
  if (error || !rules) {
    return (
      <Unloaded what={t('rules.failed')} error={error} refetch={refetch}>
        <Bone width="xl" />
        <Bone width="l" />
        <Bone width="xl" />
      </Unloaded>
    );
  }
  return (
    <Suspense fallback={null}>
      <RulesForm site={site} rules={rules} />
    </Suspense>
  );
}
