import { useState } from 'react';
import { useForm } from 'react-hook-form';
import * as z from 'zod/mini';
import { type Api, data } from '../../data/api.ts';
import { asApiError } from '../../data/errors.ts';
import { formResolver } from '../../data/forms.ts';
import type { Session } from '../../data/session.ts';
import { t } from '../../text/text.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import styles from './Front.module.css';
import { Front } from './Front.tsx';

const schema = z.object({
  email: z.string().check(z.regex(/^[^\s@]+@[^\s@]+$/u, { error: () => t('signIn.emailBad') })),
  password: z.string().check(z.minLength(1, { error: () => t('signIn.passwordEmpty') })),
});

type Values = z.infer<typeof schema>;

type Props = {
  api: Api;
  session: Session;
  /** Why the last session ended, if it did. */
  why: 'expired' | 'asked' | undefined;
};

export function SignIn({ api, session, why }: Props) {
  const [shown, setShown] = useState(false);
  const { register, handleSubmit, formState, setError } = useForm<Values>({
    resolver: formResolver(schema),
  });
  const { errors, isSubmitting } = formState;
  const submit = handleSubmit(async (values) => {
    try {
      session.enter(data(await api.POST('/auth/sign-in', { body: values })));
    } catch (error) {
      setError('root', { message: asApiError(error).message });
    }
  });
  return (
    <Front title={t('signIn.title')} about={why === 'expired' ? undefined : t('signIn.about')}>
      {why === 'expired' && <Notice tone="warn">{t('signIn.expired')}</Notice>}
      {errors.root?.message && (
        <Notice tone="bad" alert>
          {errors.root.message}
        </Notice>
      )}
      <form className={styles.form} onSubmit={(e) => void submit(e)} noValidate>
        <TextField
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          inputMode="email"
          spellCheck={false}
          error={errors.email?.message}
          {...register('email')}
        />
        <TextField
          label={t('signIn.password')}
          type={shown ? 'text' : 'password'}
          autoComplete="current-password"
          error={errors.password?.message}
          {...register('password')}
        />
        <button
          type="button"
          className={styles.show}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? t('signIn.hide') : t('signIn.show')}
        </button>
        <Button type="submit" tone="primary" size="l" busy={isSubmitting}>
          {t('signIn.do')}
        </Button>
      </form>
      <p className={styles.small}>{t('signIn.forgotten')}</p>
    </Front>
  );
}
