import { lazy, Suspense, useState } from 'react';
import { useIsAdmin } from '../../data/me.ts';
import { type Skill, useSkills } from '../../data/skills.ts';
import { useAgents } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Bone, Empty, Notice } from '../../ui/states.tsx';
import { adminNames } from './adminNames.ts';
import routing from './Routing.module.css';
import styles from './Settings.module.css';
import { Unloaded } from './Unloaded.tsx';

const SkillDialog = lazy(() =>
  import('./SkillDialogs.tsx').then((m) => ({ default: m.SkillDialog })),
);
const DeleteSkill = lazy(() =>
  import('./SkillDialogs.tsx').then((m) => ({ default: m.DeleteSkill })),
);

type Open = { at: 'edit'; skill: Skill | undefined } | { at: 'delete'; skill: Skill };

/** What people can be good at. Levels stand with each person. */
export function SkillsPage() {
  const { data: skills, error, refetch } = useSkills();
  const agents = useAgents().data ?? [];
  const admin = useIsAdmin();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  if (error || !skills) {
    return (
      <Unloaded what={t('skills.failed')} error={error} refetch={refetch}>
        <Bone width="l" />
        <Bone width="m" />
      </Unloaded>
    );
  }
  return (
    <div className={styles.page} data-wide="">
      {!admin && <Notice>{t('skills.adminsOnly', { names: adminNames(agents) })}</Notice>}
      <Card
        title={t('skills.count', { n: skills.length })}
        end={
          admin && (
            <Button
              tone="primary"
              icon="plus"
              onClick={() => setOpen({ at: 'edit', skill: undefined })}
            >
              {t('skills.add')}
            </Button>
          )
        }
        flush
      >
        {skills.length === 0 ? (
          <Empty icon="tag" title={t('skills.empty')} why={t('skills.emptyWhy')} />
        ) : (
          <div className={styles.tableBox}>
            <table className={styles.table} data-acts="">
              <thead>
                <tr>
                  <th scope="col">{t('skills.skill')}</th>
                  <th scope="col" className={routing.wide}>
                    {t('skills.description')}
                  </th>
                  <th scope="col">{t('skills.people')}</th>
                  <th scope="col">{admin ? t('team.change') : ''}</th>
                </tr>
              </thead>
              <tbody>
                {skills.map((skill) => (
                  <tr key={skill.name}>
                    <th scope="row" className={routing.name}>
                      <bdi>{skill.name}</bdi>
                      <small className={routing.under} dir="auto">
                        {skill.description}
                      </small>
                    </th>
                    <td className={routing.wide} dir="auto">
                      {skill.description}
                    </td>
                    <td>{t('team.people', { n: skill.people })}</td>
                    <td>
                      {admin && (
                        <span className={routing.acts}>
                          <Button
                            size="s"
                            tone="line"
                            icon="pencil"
                            aria-label={t('team.editOf', { name: skill.name })}
                            onClick={() => setOpen({ at: 'edit', skill })}
                          >
                            {t('state.edit')}
                          </Button>
                          <IconButton
                            size="s"
                            icon="trash"
                            label={t('delete.of', { name: skill.name })}
                            onClick={() => setOpen({ at: 'delete', skill })}
                          />
                        </span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      <Suspense fallback={null}>
        {open?.at === 'edit' && <SkillDialog skill={open.skill} onClose={close} />}
        {open?.at === 'delete' && <DeleteSkill skill={open.skill} onClose={close} />}
      </Suspense>
    </div>
  );
}
