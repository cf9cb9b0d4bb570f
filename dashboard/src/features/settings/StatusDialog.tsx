import { useId, useState } from 'react';
import { asApiError } from '../../data/errors.ts';
import { mergeFields } from '../../data/merge.ts';
import { hueOf, type OwnStatus, statusHues, useSaveOwnStatus } from '../../data/ownStatuses.ts';
import { type Status, statuses } from '../../data/presence.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { Conflict } from '../../ui/Conflict.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { differences } from '../../ui/differences.ts';
import { SelectField, Switch, TextField } from '../../ui/fields.tsx';
import { PresenceDot } from '../../ui/marks.tsx';
import { sayDone } from '../../ui/toasts.ts';
import routing from './Routing.module.css';
import styles from './Settings.module.css';

interface Values {
  name: string;
  color: string;
  stands_for: Status;
  takes_work: boolean;
}

const read = (s: OwnStatus | undefined): Values => ({
  name: s?.name ?? '',
  color: statusHues.find((h) => h.hue === hueOf(s?.color ?? ''))?.color ?? '',
  stands_for: s?.stands_for ?? 'away',
  takes_work: s?.takes_work ?? false,
});

/** Adds a status of the installation's own, or changes one. */
export function StatusDialog({
  status,
  onClose,
}: {
  status: OwnStatus | undefined;
  onClose: () => void;
}) {
  const { mutate, isPending, error, reset } = useSaveOwnStatus();
  const [base, setBase] = useState(status);
  const [values, setValues] = useState(() => read(status));
  const change = (part: Partial<Values>) => setValues((v) => ({ ...v, ...part }));
  const failure = error ? asApiError(error) : undefined;
  const theirs = failure?.detail.present.status;
  const save = (v: Values, version: number) =>
    mutate(
      {
        ...v,
        name: v.name.trim(),
        takes_work: v.stands_for === 'available' && v.takes_work,
        id: status?.id ?? '',
        version,
      },
      {
        onSuccess: (saved) => {
          sayDone(t('statuses.saved', { status: saved.name }), 'check');
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={status ? t('team.editTitle', { name: status.name }) : t('statuses.addTitle')}
    >
      <form
        className={routing.stack}
        onSubmit={(e) => {
          e.preventDefault();
          save(values, base?.version ?? 0);
        }}
      >
        {theirs && (
          <Conflict
            title={t('statuses.conflict')}
            differences={differences(
              names(),
              { base: read(base), mine: values, theirs: read(theirs) },
              written,
            )}
            onTake={() => {
              setBase(theirs);
              setValues(read(theirs));
              reset();
            }}
            onKeep={() => {
              const merged = mergeFields(read(base), values, read(theirs));
              setBase(theirs);
              setValues(merged);
              save(merged, theirs.version);
            }}
          />
        )}
        <TextField
          label={t('statuses.name')}
          value={values.name}
          maxLength={40}
          placeholder={t('statuses.nameExample')}
          error={theirs ? undefined : failure?.message}
          onChange={(e) => change({ name: e.target.value })}
        />
        <SelectField
          label={t('statuses.stands')}
          help={t('statuses.standsHelp')}
          value={values.stands_for}
          onChange={(e) =>
            change({ stands_for: statuses.find((s) => s === e.target.value) ?? 'away' })
          }
        >
          {statuses.map((s) => (
            <option key={s} value={s}>
              {t(`presence.${s}`)}
            </option>
          ))}
        </SelectField>
        <Colors
          value={values.color}
          shade={values.stands_for}
          onChange={(color) => change({ color })}
        />
        <Switch
          label={t('statuses.takes')}
          help={
            values.stands_for === 'available' ? t('statuses.takesHelp') : t('statuses.takesOnly')
          }
          disabled={values.stands_for !== 'available'}
          checked={values.stands_for === 'available' && values.takes_work}
          onChange={(takes_work) => change({ takes_work })}
        />
        <DialogActions>
          <Button tone="line" onClick={onClose}>
            {t('state.cancel')}
          </Button>
          <Button
            type="submit"
            tone="primary"
            busy={isPending}
            disabled={values.name.trim() === ''}
          >
            {status ? t('state.save') : t('statuses.add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const names = () => ({
  name: t('statuses.name'),
  color: t('statuses.color'),
  stands_for: t('statuses.stands'),
  takes_work: t('statuses.takes'),
});

function written(key: keyof Values, value: Values[keyof Values]): string {
  if (typeof value === 'boolean') return t(value ? 'state.yes' : 'state.no');
  if (key === 'color') return t(`statuses.hue.${hueOf(value) ?? 'none'}`);
  const status = statuses.find((s) => s === value);
  return key === 'stands_for' && status ? t(`presence.${status}`) : value;
}

type ColorProps = { value: string; shade: Status; onChange: (color: string) => void };

/** Colours of the palette, as they will be drawn, each with its name. */
function Colors({ value, shade, onChange }: ColorProps) {
  const name = useId();
  const choices = [{ hue: undefined, color: '' }, ...statusHues];
  return (
    <fieldset className={styles.group}>
      <legend>{t('statuses.color')}</legend>
      <div className={routing.swatches}>
        {choices.map(({ hue, color }) => (
          <label key={color} className={routing.swatch}>
            <input
              type="radio"
              name={name}
              checked={value === color}
              onChange={() => onChange(color)}
            />
            <PresenceDot shade={shade} hue={hue} />
            {t(`statuses.hue.${hue ?? 'none'}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
