import { Controller } from 'react-hook-form';
import * as z from 'zod/mini';
import { formResolver } from '../../data/forms.ts';
import { type Hours, isHours, readHours, usualHours, writeHours } from '../../data/hours.ts';
import { describePlan } from '../../data/hoursWords.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Failed } from '../../ui/states.tsx';
import { FormFrame } from './FormFrame.tsx';
import { hoursField, problemOf } from './hoursForm.ts';
import { HoursFields } from './LazyHoursFields.tsx';
import styles from './Settings.module.css';
import { useSiteForm } from './useSiteForm.ts';

/** When the team answers: a zone, the hours of each day, holidays, and what was set by hand. */
export function HoursPage({ site }: { site: Site }) {
  if (!readHours(site.hours))
    return (
      <Failed
        what={t('hours.unreadable')}
        say={t('hours.unreadableWhy')}
        retry={t('state.retry')}
        onRetry={() => location.reload()}
      />
    );
  return <HoursForm site={site} />;
}

type Values = { hours: Hours };

function HoursForm({ site }: { site: Site }) {
  const model = useSiteForm<Values>({
    site,
    resolver: formResolver(z.object({ hours: hoursField() })),
    read: (s) => ({ hours: readHours(s.hours) ?? usualHours('UTC') }),
    write: ({ hours }) => ({ hours: writeHours(hours) }),
    names: { hours: t('area.hours') },
    show: (_, hours) => (isHours(hours) ? describePlan(hours) : undefined),
  });
  return (
    <div className={styles.page}>
      <FormFrame model={model} conflict={t('site.conflict')}>
        <Controller
          control={model.form.control}
          name="hours"
          render={({ field, fieldState }) => (
            <HoursFields
              hours={field.value}
              problem={problemOf(fieldState.error)}
              onChange={field.onChange}
            />
          )}
        />
      </FormFrame>
    </div>
  );
}
