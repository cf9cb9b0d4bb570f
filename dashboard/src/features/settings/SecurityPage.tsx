import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import * as z from 'zod/mini';
import { asApiError } from '../../data/errors.ts';
import { formResolver } from '../../data/forms.ts';
import { useKit } from '../../data/kit.ts';
import { useMe } from '../../data/me.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { TextField } from '../../ui/fields.tsx';
import { LazyConfirm } from '../../ui/LazyConfirm.tsx';
import { Notice } from '../../ui/states.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import styles from './Settings.module.css';

const schema = z.object({
  current: z.string().check(z.minLength(1, { error: () => t('security.noCurrent') })),
  new: z.string().check(z.minLength(12, { error: () => t('security.short') }), z.maxLength(128)),
});

type Values = z.infer<typeof schema>;

export function SecurityPage() {
  return (
    <div className={styles.page}>
      <Password />
      <Everywhere />
    </div>
  );
}

function Password() {
  const { api } = useKit();
  const email = useMe().agent.email ?? '';
  const form = useForm<Values>({
    resolver: formResolver(schema),
    defaultValues: { current: '', new: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (body) => {
    try {
      await api.PUT('/me/password', { body });
      form.reset();
      sayDone(t('security.changed'), 'lock');
    } catch (e) {
      const error = asApiError(e);
      const field = error.field === 'current' || error.field === 'new' ? error.field : 'root';
      form.setError(field, { message: error.message });
    }
  });
  return (
    <Card title={t('security.password')} about={t('security.passwordAbout')}>
      <form className={styles.group} onSubmit={(e) => void submit(e)} noValidate>
        {errors.root?.message && (
          <Notice tone="bad" alert>
            {errors.root.message}
          </Notice>
        )}
        {/* Password managers keep the new password under this name. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <div className={styles.pair}>
          <TextField
            label={t('security.current')}
            type="password"
            autoComplete="current-password"
            error={errors.current?.message}
            {...form.register('current')}
          />
          <TextField
            label={t('security.new')}
            type="password"
            autoComplete="new-password"
            help={t('security.newHelp')}
            error={errors.new?.message}
            {...form.register('new')}
          />
        </div>
        <div className={styles.buttons}>
          <Button type="submit" tone="primary" busy={isSubmitting}>
            {t('security.change')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Everywhere() {
  const { api, session } = useKit();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useMutation({
    mutationFn: () => api.POST('/auth/sign-out-everywhere'),
    onSuccess: () => session.leave('asked'),
    onError: (error) => sayFailed(error.message),
  });
  return (
    <Card title={t('security.everywhere')} about={t('security.everywhereAbout')}>
      <div className={styles.buttons}>
        <Button tone="danger" icon="door" onClick={() => setAsking(true)}>
          {t('security.signOutEverywhere')}
        </Button>
      </div>
      <LazyConfirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('security.everywhereTitle')}
        about={t('security.everywhereAsk')}
        keep={t('security.everywhereKeep')}
        confirm={t('security.signOutEverywhere')}
        busy={isPending}
        onConfirm={() => mutate()}
      />
    </Card>
  );
}
