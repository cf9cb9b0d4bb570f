import { useState } from 'react';
import type { ApiError, Use } from '../../data/errors.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/states.tsx';
import styles from './Routing.module.css';

export interface Deletion {
  moveTo?: string | undefined;
  force?: boolean;
}

type Props = {
  title: string;
  about: string;
  /** What may take its place everywhere, if anything may. */
  heirs?: readonly { id: string; name: string }[];
  /** What happens to those who use it when nothing takes its place. */
  forced: string;
  busy: boolean;
  error: ApiError | null;
  onDelete: (how: Deletion) => void;
  onClose: () => void;
};

/** Asks before something is deleted. What is used is shown with its users, and is taken from them only on a second word. */
export function DeleteDialog(props: Props) {
  const { title, about, heirs = [], forced, busy, error, onDelete, onClose } = props;
  const [heir, setHeir] = useState('');
  const uses = error?.detail.uses ?? [];
  return (
    <Dialog open onClose={onClose} title={title} about={uses.length > 0 ? undefined : about}>
      {error && uses.length === 0 && (
        <Notice tone="bad" alert>
          {error.message}
        </Notice>
      )}
      {uses.length > 0 && (
        <>
          <Uses uses={uses} />
          {heirs.length > 0 && (
            <SelectField
              label={t('delete.moveTo')}
              help={heir ? undefined : forced}
              value={heir}
              onChange={(e) => setHeir(e.target.value)}
            >
              <option value="">{t('delete.nowhere')}</option>
              {heirs.map((h) => (
                <option key={h.id} value={h.id}>
                  {h.name}
                </option>
              ))}
            </SelectField>
          )}
          {heirs.length === 0 && <p className={styles.quiet}>{forced}</p>}
        </>
      )}
      <DialogActions>
        <Button tone="line" onClick={onClose}>
          {t('delete.keep')}
        </Button>
        <Button
          tone="danger"
          busy={busy}
          onClick={() =>
            onDelete(uses.length === 0 ? {} : heir ? { moveTo: heir } : { force: true })
          }
        >
          {uses.length === 0
            ? t('delete.do')
            : heir
              ? t('delete.moveAndDelete')
              : t('delete.anyway')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Uses({ uses }: { uses: readonly Use[] }) {
  return (
    <div role="alert">
      <p className={styles.strong}>{t('delete.used', { n: uses.length })}</p>
      <ul className={styles.uses}>
        {uses.map((u) => (
          <li key={`${u.kind}:${u.id}:${u.name}`}>
            <Icon name={u.kind === 'agent' ? 'user' : u.kind === 'team' ? 'team' : 'list'} />
            <span>
              <bdi>{u.name}</bdi>{' '}
              <small>
                {u.kind === 'rule'
                  ? t('delete.rule', { site: u.site ?? '' })
                  : t(`delete.${u.kind}`)}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
