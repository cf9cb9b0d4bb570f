import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asApiError } from '../../data/errors.ts';
import { useCreateSite } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { TextField } from '../../ui/fields.tsx';
import styles from './Settings.module.css';

/** Asks for the name of a new site, and goes to its page. */
export function AddSiteDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const { mutate, isPending, error } = useCreateSite();
  const create = () =>
    mutate(
      { name: name.trim(), timezone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      {
        onSuccess: (site) => {
          onClose();
          void navigate({
            to: '/settings/$area',
            params: { area: 'sites' },
            search: { site: site.id },
          });
        },
      },
    );
  return (
    <Dialog open onClose={onClose} title={t('site.addTitle')} about={t('site.addAbout')}>
      <form
        className={styles.group}
        onSubmit={(e) => {
          e.preventDefault();
          create();
        }}
      >
        <TextField
          label={t('site.name')}
          value={name}
          maxLength={100}
          onChange={(e) => setName(e.target.value)}
          error={error ? asApiError(error).message : undefined}
        />
        <DialogActions>
          <Button tone="line" onClick={onClose}>
            {t('state.cancel')}
          </Button>
          <Button type="submit" tone="primary" busy={isPending} disabled={name.trim() === ''}>
            {t('site.add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
