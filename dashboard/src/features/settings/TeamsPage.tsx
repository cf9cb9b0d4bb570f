import { lazy, Suspense } from 'react';
import { useIsAdmin } from '../../data/me.ts';
import { membersOf } from '../../data/routable.ts';
import { useAgents } from '../../data/team.ts';
import { type Team, useTeams } from '../../data/teams.ts';
import { t } from '../../text/rooms.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { StateWord } from '../../ui/marks.tsx';
import { Bone, Empty, Notice } from '../../ui/states.tsx';
import { adminNames } from './adminNames.ts';
import routing from './Routing.module.css';
import styles from './Settings.module.css';
import { Unloaded } from './Unloaded.tsx';
import { useItem } from './useItem.ts';

const TeamEditor = lazy(() => import('./TeamEditor.tsx').then((m) => ({ default: m.TeamEditor })));

/** Who answers together, and how one of them is chosen. */
export function TeamsPage() {
  const { data: teams, error, refetch } = useTeams();
  const agents = useAgents().data ?? [];
  const admin = useIsAdmin();
  const [item, open] = useItem('teams');
  if (error || !teams) {
    return (
      <Unloaded what={t('teams.failed')} error={error} refetch={refetch}>
        <Bone width="l" />
        <Bone width="xl" />
        <Bone width="m" />
      </Unloaded>
    );
  }
  const chosen = teams.find((x) => x.id === item);
  if (admin && (chosen || item === 'new')) {
    return (
      <Suspense fallback={null}>
        <TeamEditor key={item} team={chosen} teams={teams} onOpen={open} />
      </Suspense>
    );
  }
  return (
    <div className={styles.page} data-wide="">
      {!admin && <Notice>{t('teams.adminsOnly', { names: adminNames(agents) })}</Notice>}
      {item && !chosen && item !== 'new' && <Notice tone="warn">{t('teams.gone')}</Notice>}
      <Card
        title={t('teams.count', { n: teams.length })}
        end={
          admin && (
            <Button tone="primary" icon="plus" onClick={() => open('new')}>
              {t('teams.add')}
            </Button>
          )
        }
        flush
      >
        {teams.length === 0 ? (
          <Empty icon="team" title={t('teams.empty')} why={t('teams.emptyWhy')} />
        ) : (
          <div className={styles.tableBox}>
            <table className={styles.table} data-acts="">
              <thead>
                <tr>
                  <th scope="col">{t('teams.team')}</th>
                  <th scope="col" className={routing.wide}>
                    {t('teams.method')}
                  </th>
                  <th scope="col">{t('teams.people')}</th>
                  <th scope="col" className={routing.wide}>
                    {t('teams.overflow')}
                  </th>
                  <th scope="col">{admin ? t('team.change') : ''}</th>
                </tr>
              </thead>
              <tbody>
                {teams.map((x) => (
                  <Row key={x.id} team={x} teams={teams} onEdit={admin ? open : undefined} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
    </div>
  );
}

/** As many faces as fit beside the number. */
const faces = 5;

type RowProps = {
  team: Team;
  teams: readonly Team[];
  onEdit: ((id: string) => void) | undefined;
};

function Row({ team, teams, onEdit }: RowProps) {
  const people = membersOf(team, useAgents().data ?? []);
  const overflow = teams.find((x) => x.id === team.overflow)?.name;
  return (
    <tr>
      <th scope="row" className={routing.name}>
        <bdi>{team.name}</bdi>{' '}
        {team.problems.length > 0 && (
          <StateWord tone="warn" icon="alarm">
            {t('teams.problems', { n: team.problems.length })}
          </StateWord>
        )}
        <small className={routing.under}>{t(`method.${team.method}`)}</small>
      </th>
      <td className={routing.wide}>{t(`method.${team.method}`)}</td>
      <td>
        <span className={routing.faces} title={people.map((a) => a.name).join(', ')}>
          {people.slice(0, faces).map((a) => (
            <Avatar key={a.id} id={a.id} name={a.name} picture={a.picture} size="s" />
          ))}
          <span>{t('team.people', { n: people.length })}</span>
        </span>
      </td>
      <td className={routing.wide}>{overflow ?? t('teams.noOverflow')}</td>
      <td>
        {onEdit && (
          <Button
            size="s"
            tone="line"
            icon="pencil"
            aria-label={t('team.editOf', { name: team.name })}
            onClick={() => onEdit(team.id)}
          >
            {t('state.edit')}
          </Button>
        )}
      </td>
    </tr>
  );
}
