import { useState } from 'react';
import { asApiError } from '../../data/errors.ts';
import { useIsAdmin } from '../../data/me.ts';
import { type Skill, useDeleteSkill, useSaveSkill, useSkills } from '../../data/skills.ts';
import { useAgents } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { TextArea, TextField } from '../../ui/fields.tsx';
import { Bone, Empty, Failed, Notice, Skeleton } from '../../ui/states.tsx';
import { sayDone } from '../../ui/toasts.ts';
import { adminNames } from './adminNames.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import routing from './Routing.module.css';
import styles from './Settings.module.css';

type Open = { at: 'edit'; skill: Skill | undefined } | { at: 'delete'; skill: Skill };

/** What people can be good at. Levels stand with each person. */
export function SkillsPage() {
  const { data: skills, error, refetch } = useSkills();
  const agents = useAgents().data ?? [];
  const admin = useIsAdmin();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  if (error) {
    return (
      <Failed
        what={t('skills.failed')}
        say={error.message}
        requestId={asApiError(error).requestId}
        retry={t('state.retry')}
        onRetry={() => void refetch()}
      />
    );
  }
  if (!skills) {
    return (
      <Skeleton label={t('state.loading')}>
        <div className={styles.fields}>
          <Bone width="l" />
          <Bone width="m" />
        </div>
      </Skeleton>
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
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">{t('skills.skill')}</th>
                  <th scope="col">{t('skills.description')}</th>
                  <th scope="col">{t('skills.people')}</th>
                  <th scope="col">{admin ? t('team.change') : ''}</th>
                </tr>
              </thead>
              <tbody>
                {skills.map((skill) => (
                  <tr key={skill.name}>
                    <th scope="row" className={routing.name}>
                      <bdi>{skill.name}</bdi>
                    </th>
                    <td dir="auto">{skill.description}</td>
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
      {open?.at === 'edit' && <SkillDialog skill={open.skill} onClose={close} />}
      {open?.at === 'delete' && <DeleteSkill skill={open.skill} onClose={close} />}
    </div>
  );
}

function SkillDialog({ skill, onClose }: { skill: Skill | undefined; onClose: () => void }) {
  const { mutate, isPending, error } = useSaveSkill();
  const [name, setName] = useState(skill?.name ?? '');
  const [description, setDescription] = useState(skill?.description ?? '');
  const renamed = skill && skill.people > 0 && name.trim() !== skill.name;
  return (
    <Dialog
      open
      onClose={onClose}
      title={skill ? t('team.editTitle', { name: skill.name }) : t('skills.addTitle')}
    >
      <form
        className={styles.group}
        onSubmit={(e) => {
          e.preventDefault();
          mutate(
            { was: skill?.name ?? '', name: name.trim(), description: description.trim() },
            {
              onSuccess: (saved) => {
                sayDone(t('skills.saved', { skill: saved.name }), 'check');
                onClose();
              },
            },
          );
        }}
      >
        <TextField
          label={t('skills.name')}
          help={renamed ? t('skills.renameHelp', { n: skill.people }) : t('skills.nameHelp')}
          value={name}
          maxLength={80}
          error={error ? asApiError(error).message : undefined}
          onChange={(e) => setName(e.target.value)}
        />
        <TextArea
          label={t('skills.description')}
          optional={t('state.optional')}
          help={t('skills.descriptionHelp')}
          rows={2}
          maxLength={500}
          dir="auto"
          value={description}
          onChange={(e) => setDescription(e.target.value)}
        />
        <DialogActions>
          <Button tone="line" onClick={onClose}>
            {t('state.cancel')}
          </Button>
          <Button type="submit" tone="primary" busy={isPending} disabled={name.trim() === ''}>
            {skill ? t('state.save') : t('skills.add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function DeleteSkill({ skill, onClose }: { skill: Skill; onClose: () => void }) {
  const { mutate, isPending, error } = useDeleteSkill();
  return (
    <DeleteDialog
      title={t('skills.deleteTitle', { skill: skill.name })}
      about={t('skills.deleteAbout')}
      forced={t('skills.deleteForced')}
      busy={isPending}
      error={error ? asApiError(error) : null}
      onClose={onClose}
      onDelete={({ force }) =>
        mutate(
          { name: skill.name, force: force === true },
          {
            onSuccess: () => {
              sayDone(t('skills.deleted', { skill: skill.name }), 'trash');
              onClose();
            },
          },
        )
      }
    />
  );
}
