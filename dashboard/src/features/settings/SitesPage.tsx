import { lazy, Suspense, useState } from 'react';
import { Controller } from 'react-hook-form';
import * as z from 'zod/mini';
import { formResolver } from '../../data/forms.ts';
import type { Site } from '../../data/team.ts';
import { type Team, useTeams } from '../../data/teams.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { DomainList } from '../../ui/DomainList.tsx';
import { SelectField, Switch, TextArea, TextField } from '../../ui/fields.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { FormFrame } from './FormFrame.tsx';
import { siteLocales } from './locales.ts';
import styles from './Settings.module.css';
import { useSiteForm } from './useSiteForm.ts';

const AddSiteDialog = lazy(() =>
  import('./AddSiteDialog.tsx').then((m) => ({ default: m.AddSiteDialog })),
);

const schema = z.object({
  name: z
    .string()
    .check(z.trim(), z.minLength(1, { error: () => t('site.noName') }), z.maxLength(100)),
  domains: z.array(z.string()),
  locale: z.string(),
  greeting: z.string().check(z.maxLength(500)),
  team: z.string().check(z.maxLength(80)),
  accent: z.string().check(z.regex(/^(#[0-9a-fA-F]{6})?$/u, { error: () => t('site.accentBad') })),
  fallback_contact: z.string().check(z.maxLength(300)),
  typing_preview: z.boolean(),
  live_off: z.boolean(),
  limit: z.number().check(z.int(), z.gte(0), z.lte(100)),
  owner_gone: z.string(),
});

type Values = z.infer<typeof schema>;

const read = ({
  name,
  domains,
  locale,
  greeting,
  team,
  accent,
  fallback_contact,
  typing_preview,
  live_off,
  limit,
  owner_gone,
}: Site): Values => ({
  name,
  domains,
  locale,
  greeting,
  team,
  accent,
  fallback_contact,
  typing_preview,
  live_off,
  limit,
  owner_gone: owner_gone.team || owner_gone.how,
});

/** A site's name, its domains and what visitors see first. */
export function SitesPage({ site }: { site: Site }) {
  const [adding, setAdding] = useState(false);
  const teams = useTeams().data ?? [];
  const model = useSiteForm<Values>({
    site,
    resolver: formResolver(schema),
    read,
    write: (v) => ({ ...v, name: v.name.trim(), owner_gone: goneOf(v.owner_gone) }),
    names: {
      name: t('site.name'),
      domains: t('site.domains'),
      locale: t('site.locale'),
      greeting: t('site.greeting'),
      team: t('site.team'),
      accent: t('site.accent'),
      fallback_contact: t('site.fallback'),
      typing_preview: t('site.typing'),
      live_off: t('site.liveOff'),
      limit: t('site.limit'),
      owner_gone: t('site.ownerGone'),
    },
    show: (key, value) => {
      if (key === 'owner_gone') return goneWord(String(value), teams);
      return key === 'limit' && value === 0 ? t('site.noLimit') : undefined;
    },
  });
  const { register, control, formState } = model.form;
  const { errors } = formState;
  return (
    <div className={styles.page}>
      <div className={styles.buttons}>
        <Button tone="line" icon="plus" onClick={() => setAdding(true)}>
          {t('site.add')}
        </Button>
        {adding && (
          <Suspense fallback={null}>
            <AddSiteDialog onClose={() => setAdding(false)} />
          </Suspense>
        )}
      </div>
      <FormFrame model={model} conflict={t('site.conflict')}>
        <div className={styles.pair}>
          <TextField label={t('site.name')} error={errors.name?.message} {...register('name')} />
          <SelectField label={t('site.locale')} help={t('site.localeHelp')} {...register('locale')}>
            {siteLocales(site.locale).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        <Controller
          control={control}
          name="domains"
          render={({ field }) => (
            <DomainList
              label={t('site.domains')}
              domains={field.value}
              words={domainWords()}
              error={errors.domains?.message}
              onChange={field.onChange}
            />
          )}
        />
        <TextArea
          label={t('site.greeting')}
          optional={t('state.optional')}
          help={t('site.greetingHelp')}
          rows={2}
          dir="auto"
          error={errors.greeting?.message}
          {...register('greeting')}
        />
        <div className={styles.pair}>
          <TextField
            label={t('site.team')}
            optional={t('state.optional')}
            help={t('site.teamHelp')}
            placeholder={t('site.teamExample')}
            {...register('team')}
          />
          <TextField
            label={t('site.accent')}
            optional={t('state.optional')}
            help={t('site.accentHelp')}
            placeholder="#3451D1"
            spellCheck={false}
            error={errors.accent?.message}
            {...register('accent')}
          />
        </div>
        <TextField
          label={t('site.fallback')}
          optional={t('state.optional')}
          help={t('site.fallbackHelp')}
          placeholder="help@example.com"
          {...register('fallback_contact')}
        />
        <Controller
          control={control}
          name="typing_preview"
          render={({ field }) => (
            <Switch
              label={t('site.typing')}
              help={t('site.typingHelp')}
              checked={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Controller
          control={control}
          name="live_off"
          render={({ field }) => (
            <Switch
              label={t('site.liveOff')}
              help={t('site.liveOffHelp')}
              checked={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Controller
          control={control}
          name="limit"
          render={({ field }) => (
            <NumberField
              label={t('site.limit')}
              help={t('site.limitHelp')}
              value={field.value}
              most={100}
              zero={t('site.noLimit')}
              error={errors.limit?.message}
              onChange={field.onChange}
            />
          )}
        />
        <SelectField
          label={t('site.ownerGone')}
          help={t('site.ownerGoneHelp')}
          error={errors.owner_gone?.message}
          {...register('owner_gone')}
        >
          {['requeue', 'keep', ...teams.map((x) => x.id)].map((how) => (
            <option key={how} value={how}>
              {goneWord(how, teams)}
            </option>
          ))}
        </SelectField>
      </FormFrame>
    </div>
  );
}

/** Of the choice: one of the two ways, or a team by id. */
function goneOf(choice: string): Site['owner_gone'] {
  return choice === 'requeue' || choice === 'keep'
    ? { how: choice }
    : { how: 'team', team: choice };
}

function goneWord(choice: string, teams: readonly Team[]): string {
  if (choice === 'requeue' || choice === 'keep') return t(`site.gone.${choice}`);
  const team = teams.find((x) => x.id === choice)?.name ?? t('teams.goneName');
  return t('site.gone.team', { team });
}

function domainWords() {
  return {
    add: t('site.addDomain'),
    remove: (domain: string) => t('site.removeDomain', { domain }),
    placeholder: 'shop.example.com',
    bad: t('site.domainBad'),
  };
}
