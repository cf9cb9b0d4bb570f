import type { ReactNode } from 'react';
import { t } from '../../text/rooms.ts';
import { SaveBar } from '../../ui/SaveBar.tsx';
import { FormHead } from './FormHead.tsx';
import { LeaveGuard } from './LeaveGuard.tsx';
import styles from './Settings.module.css';
import type { VersionedForm } from './useVersionedForm.ts';

type Props = {
  model: VersionedForm;
  /** Says that somebody else changed the same thing. */
  conflict: string;
  /** Nothing of it is stored yet. */
  isNew?: boolean;
  children: ReactNode;
};

/** The card around a form, with Save at its foot. */
export function FormFrame({ model, conflict, isNew = false, children }: Props) {
  return (
    <form className={styles.form} onSubmit={(e) => void model.submit(e)} noValidate>
      <div className={styles.fields}>
        <FormHead model={model} conflict={conflict} />
        {children}
      </div>
      <SaveBar
        dirty={model.dirty}
        busy={model.busy}
        error={model.error}
        words={{
          unsaved: t('form.unsaved'),
          saved: t(isNew ? 'form.new' : 'form.saved'),
          undo: t('state.undo'),
          save: t('state.save'),
        }}
        onUndo={model.undo}
      />
      <LeaveGuard dirty={model.dirty} />
    </form>
  );
}
