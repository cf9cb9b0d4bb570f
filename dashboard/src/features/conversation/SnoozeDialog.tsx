import { useState } from 'react';
import { t } from '../../text/text.ts';
import { byWhen } from '../../text/time.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { TextField } from '../../ui/fields.tsx';
import styles from './SnoozeDialog.module.css';
import { localInput, snoozeTimes } from './snoozeTimes.ts';

type Props = { open: boolean; onClose: () => void; onSnooze: (until: Date) => void };

export function SnoozeDialog({ open, onClose, onSnooze }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={t('snooze.title')} about={t('snooze.about')}>
      <Times onClose={onClose} onSnooze={onSnooze} />
    </Dialog>
  );
}

function Times({ onClose, onSnooze }: Omit<Props, 'open'>) {
  const [now] = useState(() => new Date());
  const times = snoozeTimes(now);
  const [own, setOwn] = useState(() => localInput(times[2]?.at ?? now));
  const at = new Date(own);
  const past = !(at.getTime() > now.getTime());
  return (
    <form
      className={styles.form}
      onSubmit={(e) => {
        e.preventDefault();
        if (!past) onSnooze(at);
      }}
    >
      <div className={styles.times}>
        {times.map(({ id, at }) => (
          <Button
            key={id}
            tone="line"
            trail={<span className={styles.when}>{byWhen(at, now.getTime())}</span>}
            onClick={() => onSnooze(at)}
          >
            {t(`snooze.${id}`)}
          </Button>
        ))}
      </div>
      <TextField
        type="datetime-local"
        label={t('snooze.own')}
        value={own}
        min={localInput(now)}
        onChange={(e) => setOwn(e.target.value)}
        error={own !== '' && past ? t('snooze.past') : undefined}
      />
      <DialogActions>
        <Button tone="line" onClick={onClose}>
          {t('state.cancel')}
        </Button>
        <Button type="submit" tone="primary" icon="moon" disabled={past}>
          {t('snooze.do')}
        </Button>
      </DialogActions>
    </form>
  );
}
