import { lazy, Suspense, useState } from 'react';
import { useIsAdmin, useMyId } from '../../data/me.ts';
import { usePresenceLook } from '../../data/ownStatuses.ts';
import type { Agent } from '../../data/presence.ts';
import { useAgents, useSites } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { PresenceDot, StateWord } from '../../ui/marks.tsx';
import { Bone, Notice } from '../../ui/states.tsx';
import { adminNames } from './adminNames.ts';
import routing from './Routing.module.css';
import styles from './Settings.module.css';
import { abilities } from './skillWords.ts';
import { Unloaded } from './Unloaded.tsx';

const AgentDialog = lazy(() =>
  import('./AgentDialog.tsx').then((m) => ({ default: m.AgentDialog })),
);

/** Who answers: roles, capacity, sites. Everybody may look, admins may change. */
export function TeamPage() {
  const { data: agents, error, refetch } = useAgents();
  const admin = useIsAdmin();
  const [editing, setEditing] = useState<Agent | 'new'>();
  if (error || !agents) {
    return (
      <Unloaded what={t('team.failed')} error={error} refetch={refetch}>
        <Bone width="l" />
        <Bone width="xl" />
        <Bone width="m" />
      </Unloaded>
    );
  }
  return (
    <div className={styles.page} data-wide="">
      {!admin && <Notice>{t('team.adminsOnly', { names: adminNames(agents) })}</Notice>}
      <Card
        title={t('team.people', { n: agents.length })}
        end={
          admin && (
            <Button tone="primary" icon="plus" onClick={() => setEditing('new')}>
              {t('team.add')}
            </Button>
          )
        }
        flush
      >
        <section
          className={styles.tableBox}
          aria-label={t('area.team')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and who may only read has nothing to stop at
          tabIndex={0}
        >
          <table className={styles.table} data-acts="">
            <thead>
              <tr>
                <th scope="col">{t('team.person')}</th>
                <th scope="col" className={routing.wide}>
                  {t('team.role')}
                </th>
                <th scope="col" className={routing.wide}>
                  {t('team.status')}
                </th>
                <th scope="col" className={routing.wide}>
                  {t('team.load')}
                </th>
                <th scope="col" className={routing.wide}>
                  {t('team.sites')}
                </th>
                <th scope="col">{admin ? t('team.change') : ''}</th>
              </tr>
            </thead>
            <tbody>
              {agents.map((a) => (
                <Row key={a.id} agent={a} onEdit={admin ? () => setEditing(a) : undefined} />
              ))}
            </tbody>
          </table>
        </section>
      </Card>
      {editing && (
        <Suspense fallback={null}>
          <AgentDialog
            agent={editing === 'new' ? undefined : editing}
            onClose={() => setEditing(undefined)}
          />
        </Suspense>
      )}
    </div>
  );
}

function Row({ agent: a, onEdit }: { agent: Agent; onEdit: (() => void) | undefined }) {
  const me = useMyId();
  const look = usePresenceLook()(a.presence);
  const sites = useSites().data ?? [];
  const names =
    a.role === 'admin' || a.sites.length === 0
      ? t('team.allSites')
      : sites
          .filter((s) => a.sites.includes(s.id))
          .map((s) => s.name)
          .join(', ');
  const status = a.disabled ? (
    <StateWord tone="bad">{t('team.disabled')}</StateWord>
  ) : (
    <span className={styles.status}>
      <PresenceDot shade={look.shade} hue={look.hue} />
      {look.words}
    </span>
  );
  return (
    <tr data-off={a.disabled || undefined}>
      <td>
        <span className={styles.who}>
          <Avatar id={a.id} name={a.name} picture={a.picture} />
          <span>
            <b>
              <bdi>{a.name}</bdi> {a.id === me && <StateWord>{t('team.you')}</StateWord>}
            </b>
            <small>{a.email ?? a.title}</small>
            {abilities(a) && <small className={routing.can}>{abilities(a)}</small>}
            <small className={routing.under}>
              {t(`role.${a.role}`)} · {names}
            </small>
            <span className={routing.under}>{status}</span>
          </span>
        </span>
      </td>
      <td className={routing.wide}>{t(`role.${a.role}`)}</td>
      <td className={routing.wide}>{status}</td>
      <td className={routing.wide}>
        {t('bar.load', { load: a.presence.load, capacity: a.capacity })}
      </td>
      <td className={routing.wide}>{names}</td>
      <td>
        {onEdit && (
          <Button
            size="s"
            tone="line"
            icon="pencil"
            aria-label={t('team.editOf', { name: a.name })}
            onClick={onEdit}
          >
            {t('state.edit')}
          </Button>
        )}
      </td>
    </tr>
  );
}
