import { useState } from 'react';
import { asApiError } from '../../data/errors.ts';
import { type Skill, useDeleteSkill, useSaveSkill } from '../../data/skills.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { TextArea, TextField } from '../../ui/fields.tsx';
import { sayDone } from '../../ui/toasts.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import styles from './Settings.module.css';

/** Adds a skill, or renames and describes one. */
export function SkillDialog({ skill, onClose }: { skill: Skill | undefined; onClose: () => void }) {
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

/** Deletes a skill, after its users were named. */
export function DeleteSkill({ skill, onClose }: { skill: Skill; onClose: () => void }) {
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
