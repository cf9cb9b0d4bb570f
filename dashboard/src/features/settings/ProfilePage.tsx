import { useState } from 'react';
import { useForm } from 'react-hook-form';
import * as z from 'zod/mini';
import type { Schema } from '../../data/api.ts';
import { formResolver } from '../../data/forms.ts';
import { readHours } from '../../data/hours.ts';
import { describePlan } from '../../data/hoursWords.ts';
import { useMe, useUpdateMe } from '../../data/me.ts';
import { t } from '../../text/rooms.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { TextArea, TextField } from '../../ui/fields.tsx';
import { SaveBar } from '../../ui/SaveBar.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import { LeaveGuard } from './LeaveGuard.tsx';
import { readPicture } from './readPicture.ts';
import styles from './Settings.module.css';

const languages =
  /^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)(\s*,\s*[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)*$/u;

const schema = z.object({
  name: z
    .string()
    .check(z.trim(), z.minLength(1, { error: () => t('profile.noName') }), z.maxLength(100)),
  title: z.string().check(z.maxLength(100)),
  greeting: z.string().check(z.maxLength(500)),
  languages: z.string().check(
    z.refine((v) => v.trim() === '' || languages.test(v.trim()), {
      error: () => t('profile.languagesBad'),
    }),
  ),
});

type Values = z.infer<typeof schema>;

/** What visitors see when this agent joins. */
export function ProfilePage() {
  const me = useMe().agent;
  const hours = readHours(me.hours);
  const update = useUpdateMe();
  const form = useForm<Values>({ resolver: formResolver(schema), defaultValues: values(me) });
  const { errors, isDirty } = form.formState;
  const submit = form.handleSubmit((v) =>
    update.mutate(
      {
        name: v.name.trim(),
        title: v.title,
        greeting: v.greeting,
        languages: v.languages
          .split(',')
          .map((x) => x.trim())
          .filter(Boolean),
      },
      {
        onSuccess: (saved) => {
          form.reset(values(saved.agent));
          sayDone(t('profile.saved'), 'check');
        },
      },
    ),
  );
  return (
    <div className={styles.page}>
      <Picture />
      <form className={styles.form} onSubmit={(e) => void submit(e)} noValidate>
        <div className={styles.fields}>
          <div className={styles.pair}>
            <TextField
              label={t('profile.name')}
              autoComplete="name"
              error={errors.name?.message}
              {...form.register('name')}
            />
            <TextField
              label={t('profile.title')}
              optional={t('state.optional')}
              placeholder={t('profile.titleExample')}
              {...form.register('title')}
            />
          </div>
          <TextArea
            label={t('profile.greeting')}
            optional={t('state.optional')}
            help={t('profile.greetingHelp')}
            rows={2}
            maxLength={500}
            dir="auto"
            {...form.register('greeting')}
          />
          <TextField
            label={t('profile.languages')}
            help={t('profile.languagesHelp')}
            error={errors.languages?.message}
            {...form.register('languages')}
          />
          {hours && (
            <p className={styles.quiet}>{t('profile.hours', { hours: describePlan(hours) })}</p>
          )}
          <p className={styles.quiet}>{t('profile.email', { email: me.email ?? '' })}</p>
        </div>
        <SaveBar
          dirty={isDirty}
          busy={update.isPending}
          error={update.error?.message}
          words={{
            unsaved: t('form.unsaved'),
            saved: t('form.saved'),
            undo: t('state.undo'),
            save: t('state.save'),
          }}
          onUndo={() => form.reset(values(me))}
        />
        <LeaveGuard dirty={isDirty} />
      </form>
    </div>
  );
}

function values(a: Schema['Agent']): Values {
  return {
    name: a.name,
    title: a.title ?? '',
    greeting: a.greeting ?? '',
    languages: a.languages.join(', '),
  };
}

function Picture() {
  const me = useMe().agent;
  const { mutate, isPending } = useUpdateMe();
  const [input, setInput] = useState<HTMLInputElement | null>(null);
  const send = (picture: string) =>
    mutate({ picture }, { onError: (error) => sayFailed(error.message) });
  return (
    <section className={styles.form} aria-label={t('profile.picture')}>
      <div className={`${styles.fields} ${styles.picture}`}>
        <Avatar id={me.id} name={me.name} picture={me.picture} size="xl" />
        <div className={styles.pictureWords}>
          <p>{t('profile.pictureHelp')}</p>
          <div className={styles.buttons}>
            <Button tone="line" icon="upload" busy={isPending} onClick={() => input?.click()}>
              {t('profile.choosePicture')}
            </Button>
            {me.picture && (
              <Button disabled={isPending} onClick={() => send('')}>
                {t('profile.removePicture')}
              </Button>
            )}
          </div>
        </div>
        <input
          ref={setInput}
          hidden
          type="file"
          accept="image/png,image/jpeg,image/gif,image/webp"
          aria-label={t('profile.choosePicture')}
          onChange={(e) => {
            const file = e.currentTarget.files?.[0];
            e.currentTarget.value = '';
            if (file) readPicture(file).then(send, () => sayFailed(t('profile.pictureBad')));
          }}
        />
      </div>
    </section>
  );
}
