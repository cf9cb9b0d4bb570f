import type { Site } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Checkbox } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import styles from './Settings.module.css';

type Props = {
  /** Null: all sites. */
  value: readonly string[] | null;
  sites: readonly Site[];
  error: string | undefined;
  onChange: (value: string[] | null) => void;
};

/** Where somebody works: everywhere, or on these sites only. */
export function SitesField({ value, sites, error, onChange }: Props) {
  const ids = sites.map((s) => s.id);
  return (
    <fieldset className={styles.group}>
      <legend>{t('team.sites')}</legend>
      <Checkbox
        label={t('team.everySite')}
        checked={value === null}
        onChange={(e) => onChange(e.target.checked ? null : ids)}
      />
      {value &&
        sites.map((s) => (
          <Checkbox
            key={s.id}
            label={s.name}
            checked={value.includes(s.id)}
            onChange={(e) =>
              onChange(e.target.checked ? [...value, s.id] : value.filter((id) => id !== s.id))
            }
          />
        ))}
      {error && <Notice tone="bad">{error}</Notice>}
    </fieldset>
  );
}
