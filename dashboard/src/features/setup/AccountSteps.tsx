import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import * as z from 'zod/mini';
import { type Api, data, type Schema } from '../../data/api.ts';
import { asApiError } from '../../data/errors.ts';
import { formResolver } from '../../data/forms.ts';
import { timeZones } from '../../data/hours.ts';
import { t } from '../../text/setup.ts';
import { Button } from '../../ui/Button.tsx';
import { DomainList } from '../../ui/DomainList.tsx';
import { SelectField, TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import styles from './Setup.module.css';
import { SetupFrame, StepFoot, StepHead } from './SetupFrame.tsx';

const account = z.object({
  name: z
    .string()
    .check(z.trim(), z.minLength(1, { error: () => t('profile.noName') }), z.maxLength(100)),
  email: z.string().check(z.regex(/^[^\s@]+@[^\s@]+$/u, { error: () => t('signIn.emailBad') })),
  password: z
    .string()
    .check(z.minLength(12, { error: () => t('security.short') }), z.maxLength(128)),
});

type Account = z.infer<typeof account>;

const site = z.object({
  name: z.string().check(z.trim(), z.maxLength(100)),
  domains: z.array(z.string()),
  timezone: z.string(),
});

type SiteValues = z.infer<typeof site>;

type Props = {
  api: Api;
  token: string;
  /** Signed in, with the first site. */
  onDone: (done: Schema['SetupDone'], named: boolean) => void;
};

/** The two steps before anybody is signed in. The account is made together with the first site. */
export function AccountSteps({ api, token, onDone }: Props) {
  const [made, setMade] = useState<Account>();
  const [refused, setRefused] = useState<{ field: keyof Account | undefined; say: string }>();
  if (!made || refused?.field) {
    return (
      <SetupFrame current="account" marks={{}}>
        <AccountForm
          before={made}
          refused={refused?.field ? { field: refused.field, say: refused.say } : undefined}
          onNext={(next) => {
            setRefused(undefined);
            setMade(next);
          }}
        />
      </SetupFrame>
    );
  }
  const create = async (values: SiteValues) => {
    const name = values.name || values.domains[0] || t('setup.unnamed');
    try {
      const { timezone, domains } = values;
      onDone(
        data(
          await api.POST('/setup', { body: { token, ...made, site: { name, domains, timezone } } }),
        ),
        values.name !== '',
      );
    } catch (e) {
      const error = asApiError(e);
      const field = (['name', 'email', 'password'] as const).find((f) => f === error.field);
      setRefused({ field, say: error.message });
    }
  };
  return (
    <SetupFrame current="site" marks={{ account: { state: 'done', about: made.name } }}>
      {refused && (
        <Notice tone="bad" alert>
          {refused.say}
        </Notice>
      )}
      <SiteForm onBack={() => setMade(undefined)} onNext={create} />
    </SetupFrame>
  );
}

type AccountProps = {
  before: Account | undefined;
  refused: { field: keyof Account; say: string } | undefined;
  onNext: (account: Account) => void;
};

function AccountForm({ before, refused, onNext }: AccountProps) {
  const form = useForm<Account>({
    resolver: formResolver(account),
    defaultValues: before ?? { name: '', email: '', password: '' },
  });
  const { errors, dirtyFields } = form.formState;
  const say = (field: keyof Account) =>
    errors[field]?.message ??
    (refused?.field === field && !dirtyFields[field] ? refused.say : undefined);
  return (
    <form className={styles.form} onSubmit={(e) => void form.handleSubmit(onNext)(e)} noValidate>
      <StepHead title={t('setup.accountTitle')} about={t('setup.accountAbout')} />
      <div className={styles.fields}>
        <TextField
          label={t('profile.name')}
          autoComplete="name"
          help={t('setup.nameHelp')}
          error={say('name')}
          {...form.register('name')}
        />
        <TextField
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          error={say('email')}
          {...form.register('email')}
        />
        <TextField
          label={t('signIn.password')}
          type="password"
          autoComplete="new-password"
          help={t('security.newHelp')}
          error={say('password')}
          {...form.register('password')}
        />
      </div>
      <StepFoot>
        <span className={styles.grow} />
        <Button type="submit" tone="primary">
          {t('setup.continue')}
        </Button>
      </StepFoot>
    </form>
  );
}

function SiteForm({
  onBack,
  onNext,
}: {
  onBack: () => void;
  onNext: (values: SiteValues) => Promise<void>;
}) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const form = useForm<SiteValues>({
    resolver: formResolver(site),
    defaultValues: { name: '', domains: [], timezone: zone },
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <form className={styles.form} onSubmit={(e) => void form.handleSubmit(onNext)(e)} noValidate>
      <StepHead title={t('setup.siteTitle')} about={t('setup.siteAbout')} />
      <div className={styles.fields}>
        <TextField
          label={t('setup.siteName')}
          placeholder={t('setup.siteExample')}
          error={errors.name?.message}
          {...form.register('name')}
        />
        <Controller
          control={form.control}
          name="domains"
          render={({ field }) => (
            <DomainList
              label={t('site.domains')}
              domains={field.value}
              words={{
                add: t('site.addDomain'),
                remove: (domain) => t('site.removeDomain', { domain }),
                placeholder: 'shop.example.com',
                bad: t('site.domainBad'),
              }}
              onChange={field.onChange}
            />
          )}
        />
        <SelectField label={t('hours.zone')} {...form.register('timezone')}>
          {timeZones(zone).map((z) => (
            <option key={z} value={z}>
              {z.replaceAll('_', ' ')}
            </option>
          ))}
        </SelectField>
      </div>
      <StepFoot>
        <Button icon="back" onClick={onBack}>
          {t('state.back')}
        </Button>
        <span className={styles.grow} />
        <Button
          disabled={isSubmitting}
          onClick={() => void onNext({ name: '', domains: [], timezone: zone })}
        >
          {t('setup.skip')}
        </Button>
        <Button type="submit" tone="primary" busy={isSubmitting}>
          {t('setup.create')}
        </Button>
      </StepFoot>
    </form>
  );
}
