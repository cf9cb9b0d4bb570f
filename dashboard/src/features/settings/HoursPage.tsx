import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asApiError } from '../../data/errors.ts';
import { type Hours, readHours, timeZones, writeHours } from '../../data/hours.ts';
import { describeHours, hoursWords } from '../../data/hoursWords.ts';
import { keys } from '../../data/keys.ts';
import { type Site, useUpdateSite } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Conflict } from '../../ui/Conflict.tsx';
import { HoursEditor } from '../../ui/HoursEditor.tsx';
import { SaveBar } from '../../ui/SaveBar.tsx';
import { Failed } from '../../ui/states.tsx';
import { sayDone } from '../../ui/toasts.ts';
import { LeaveGuard } from './LeaveGuard.tsx';
import styles from './Settings.module.css';

/** When the team answers: a zone, and the hours of each day. */
export function HoursPage({ site }: { site: Site }) {
  const cache = useQueryClient();
  const update = useUpdateSite(site.id);
  const [base, setBase] = useState(site);
  const [theirs, setTheirs] = useState<Site>();
  const [error, setError] = useState<string>();
  const [hours, setHours] = useState<Hours | undefined>(() => readHours(site.hours));
  if (!hours)
    return (
      <Failed
        what={t('hours.unreadable')}
        say={t('hours.unreadableWhy')}
        retry={t('state.retry')}
        onRetry={() => setHours(readHours(base.hours))}
      />
    );
  const dirty = JSON.stringify(hours) !== JSON.stringify(readHours(base.hours));
  const adopt = (next: Site) => {
    setBase(next);
    setTheirs(undefined);
    setError(undefined);
    setHours(readHours(next.hours));
  };
  const save = (version: number) =>
    update.mutate(
      { hours: writeHours(hours, base.hours), version },
      {
        onSuccess: (saved) => {
          adopt(saved);
          sayDone(t('site.saved', { site: saved.name }), 'check');
        },
        onError: async (e) => {
          const failure = asApiError(e);
          if (failure.code !== 'conflict') return setError(failure.message);
          await cache.refetchQueries({ queryKey: keys.sites, exact: true });
          setTheirs(cache.getQueryData<Site[]>(keys.sites)?.find((s) => s.id === site.id));
        },
      },
    );
  return (
    <div className={styles.page}>
      <form
        className={styles.form}
        onSubmit={(e) => {
          e.preventDefault();
          save(base.version);
        }}
      >
        <div className={styles.fields}>
          {theirs && (
            <Conflict
              title={t('site.conflict')}
              yours={t('conflict.yours')}
              theirs={t('conflict.theirsNow')}
              differences={[
                {
                  what: t('area.hours'),
                  yours: describeHours(hours),
                  theirs: describeHours(readHours(theirs.hours)),
                },
              ]}
              take={t('conflict.take')}
              keep={t('conflict.keep')}
              onTake={() => adopt(theirs)}
              onKeep={() => save(theirs.version)}
            />
          )}
          <HoursEditor
            hours={hours}
            zones={timeZones(hours.zone)}
            words={hoursWords()}
            onChange={setHours}
          />
        </div>
        <SaveBar
          dirty={dirty}
          busy={update.isPending}
          error={error}
          words={{
            unsaved: t('form.unsaved'),
            saved: t('form.saved'),
            undo: t('state.undo'),
            save: t('state.save'),
          }}
          onUndo={() => adopt(base)}
        />
        <LeaveGuard dirty={dirty} />
      </form>
    </div>
  );
}
