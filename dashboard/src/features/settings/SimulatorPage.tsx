import { useIsSupervisor } from '../../data/me.ts';
import { type Site, useAgents } from '../../data/team.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/planning.ts';
import { Bone, Empty } from '../../ui/states.tsx';
import { adminNames } from './adminNames.ts';
import styles from './Settings.module.css';
import { Simulator } from './Simulator.tsx';
import { Unloaded } from './Unloaded.tsx';

/** What really came, played as it is set up now and as it could be. */
export function SimulatorPage({ site }: { site: Site }) {
  const agents = useAgents();
  const teams = useTeams();
  const may = useIsSupervisor();
  if (!may) {
    return (
      <Empty
        icon="lock"
        title={t('simulator.forbidden')}
        why={t('settings.forbiddenWhy', {
          role: t('role.agent').toLocaleLowerCase(),
          names: adminNames(agents.data ?? []),
        })}
      />
    );
  }
  if (!agents.data || !teams.data) {
    return (
      <Unloaded
        what={t('simulator.notReady')}
        error={agents.error ?? teams.error}
        refetch={() => Promise.all([agents.refetch(), teams.refetch()])}
      >
        <Bone width="xl" shape="block" />
        <Bone width="xl" shape="block" />
      </Unloaded>
    );
  }
  return (
    <div className={styles.page} data-wide="">
      <Simulator site={site} agents={agents.data} teams={teams.data} />
    </div>
  );
}
