import { Controller, type UseFormReturn } from 'react-hook-form';
import * as z from 'zod/mini';
import type { Schema } from '../../data/api.ts';
import { formResolver } from '../../data/forms.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { DurationField } from '../../ui/DurationField.tsx';
import { Switch } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import { FormFrame } from './FormFrame.tsx';
import { duration } from './ruleWords.ts';
import styles from './Settings.module.css';
import { useSiteForm } from './useSiteForm.ts';

type Level = Schema['ServiceLevel'];
type Values = { sla: Schema['ServiceLevels'] };

/** The shortest and the longest time that the server takes. */
const [least, most] = [10, 7_776_000];

const level = (must: boolean) =>
  z.object({ within_seconds: z.number(), open_only: z.boolean() }).check(
    z.refine(
      (l) =>
        (!must && l.within_seconds === 0) ||
        (l.within_seconds >= least && l.within_seconds <= most),
      {
        error: () => t('sla.bad'),
      },
    ),
  );
const schema = z.object({
  sla: z.object({
    live: level(true),
    later: level(true),
    next: level(false),
    resolution: level(false),
  }),
});

/** What may be left open: nothing has to be owed. */
const rows = [
  { name: 'live', must: true },
  { name: 'later', must: true },
  { name: 'next', must: false },
  { name: 'resolution', must: false },
] as const;

/** Within which time a person owes a site's visitors something. */
export function SlaPage({ site }: { site: Site }) {
  const model = useSiteForm<Values>({
    site,
    resolver: formResolver(schema),
    read: (s) => ({ sla: s.sla }),
    write: ({ sla }) => ({ sla }),
    names: { sla: t('area.sla') },
    show: (_, value) =>
      rows.map(({ name }) => line(t(`sla.${name}`), (value as Values['sla'])[name])).join('; '),
  });
  return (
    <div className={styles.page}>
      <Notice>{t('sla.about')}</Notice>
      <FormFrame model={model} conflict={t('site.conflict')}>
        {rows.map((row) => (
          <LevelFields key={row.name} form={model.form} {...row} />
        ))}
      </FormFrame>
    </div>
  );
}

function line(name: string, l: Level): string {
  const words = l.open_only ? 'sla.line' : 'sla.lineAll';
  return `${name}: ${l.within_seconds ? t(words, { time: duration(l.within_seconds) }) : t('sla.off')}`;
}

type Props = {
  form: UseFormReturn<Values>;
  name: (typeof rows)[number]['name'];
  must: boolean;
};

function LevelFields({ form, name, must }: Props) {
  return (
    <Controller
      control={form.control}
      name={`sla.${name}`}
      render={({ field: { value, onChange }, fieldState }) => (
        <fieldset className={styles.group}>
          <legend>{t(`sla.${name}`)}</legend>
          <p className={styles.quiet}>{t(`sla.${name}Help`)}</p>
          <DurationField
            label={t('sla.within')}
            unit={t('sla.unit')}
            seconds={value.within_seconds}
            zero={must ? undefined : t('sla.off')}
            error={fieldState.error?.message}
            onChange={(within_seconds) => onChange({ ...value, within_seconds })}
          />
          {value.within_seconds > 0 && (
            <Switch
              label={t('sla.openOnly')}
              help={t('sla.openOnlyHelp')}
              checked={value.open_only}
              onChange={(open_only) => onChange({ ...value, open_only })}
            />
          )}
        </fieldset>
      )}
    />
  );
}
