import { Controller, useForm, useWatch } from 'react-hook-form';
import * as z from 'zod/mini';
import type { Schema } from '../../data/api.ts';
import { type ApiError, asApiError } from '../../data/errors.ts';
import { formResolver } from '../../data/forms.ts';
import { readHours, usualHours, writeHours } from '../../data/hours.ts';
import { useMyId } from '../../data/me.ts';
import type { Agent } from '../../data/presence.ts';
import { useCreateAgent, useSites, useUpdateAgent } from '../../data/team.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { Checkbox, SelectField, Switch, TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import { sayDone } from '../../ui/toasts.ts';
import { hoursField, problemOf } from './hoursForm.ts';
import { HoursFields } from './LazyHoursFields.tsx';
import styles from './Settings.module.css';
import { SkillLevelsField } from './SkillLevelsField.tsx';

const languageCodes = /^\s*([a-z]{2,3}([-_][a-z0-9]{2,8})*\s*(,\s*|$))*$/iu;

const schema = z.object({
  name: z
    .string()
    .check(z.trim(), z.minLength(1, { error: () => t('profile.noName') }), z.maxLength(100)),
  email: z.string().check(z.regex(/^[^\s@]+@[^\s@]+$/u, { error: () => t('signIn.emailBad') })),
  title: z.string().check(z.maxLength(100)),
  role: z.enum(['agent', 'supervisor', 'admin']),
  capacity: z
    .number({ error: () => t('team.capacityBad') })
    .check(z.int(), z.minimum(0), z.maximum(100, { error: () => t('team.capacityBad') })),
  sites: z.array(z.string()),
  teams: z.array(z.string()),
  languages: z.string().check(z.regex(languageCodes, { error: () => t('profile.languagesBad') })),
  skills: z.record(z.string(), z.number()),
  translates: z.boolean(),
  /** Null: none are set. */
  hours: z.nullable(hoursField()),
});

type Values = z.infer<typeof schema>;

type FormProps = {
  agent: Agent | undefined;
  onClose: () => void;
  onSecret: (name: string, password: string) => void;
};

/** What is known of a colleague, and what an admin may do with the account. */
export function AgentForm({ agent, onClose, onSecret }: FormProps) {
  const me = useMyId();
  const sites = useSites().data ?? [];
  const teams = useTeams().data ?? [];
  const create = useCreateAgent();
  const update = useUpdateAgent(agent?.id ?? '');
  const form = useForm<Values>({
    resolver: formResolver(schema),
    defaultValues: values(
      agent,
      sites.map((s) => s.id),
    ),
  });
  const { errors } = form.formState;
  const role = useWatch({ control: form.control, name: 'role' });
  const failed = (e: unknown) => {
    const error: ApiError = asApiError(e);
    const field = error.field?.split(/[.[]/u)[0];
    if (error.field && field && field in form.getValues())
      form.setError(field as keyof Values, { type: error.field, message: error.message });
    else form.setError('root', { message: error.message });
  };
  const done = (answer: Schema['AgentWithPassword'], said: string) => {
    if (answer.password) onSecret(answer.agent.name, answer.password);
    else {
      sayDone(said, 'check');
      onClose();
    }
  };
  const change = (body: Schema['AgentChange'], said: string) =>
    update.mutate(body, { onError: failed, onSuccess: (a) => done(a, said) });
  const submit = form.handleSubmit((v) => {
    const { email, ...plain } = v;
    const hours = v.hours ? writeHours(v.hours) : {};
    const rest = { ...plain, hours, languages: codes(v.languages) };
    if (agent) change({ ...rest, name: v.name.trim() }, t('team.changed'));
    else
      create.mutate(
        { ...rest, name: v.name.trim(), email },
        { onError: failed, onSuccess: (a) => done(a, t('team.added', { name: a.agent.name })) },
      );
  });
  return (
    <form className={styles.group} onSubmit={(e) => void submit(e)} noValidate>
      {errors.root?.message && (
        <Notice tone="bad" alert>
          {errors.root.message}
        </Notice>
      )}
      <div className={styles.pair}>
        <TextField
          label={t('profile.name')}
          error={errors.name?.message}
          {...form.register('name')}
        />
        <TextField
          label={t('signIn.email')}
          type="email"
          readOnly={agent !== undefined}
          error={errors.email?.message}
          {...form.register('email')}
        />
        <TextField
          label={t('profile.title')}
          optional={t('state.optional')}
          {...form.register('title')}
        />
        <TextField
          label={t('team.capacity')}
          type="number"
          inputMode="numeric"
          min={0}
          max={100}
          help={t('team.capacityHelp')}
          error={errors.capacity?.message}
          {...form.register('capacity', { valueAsNumber: true })}
        />
        <SelectField
          label={t('team.role')}
          help={t(`role.${role}.about`)}
          disabled={agent?.id === me}
          {...form.register('role')}
        >
          {(['agent', 'supervisor', 'admin'] as const).map((r) => (
            <option key={r} value={r}>
              {t(`role.${r}`)}
            </option>
          ))}
        </SelectField>
        {role !== 'admin' && (
          <fieldset className={styles.group}>
            <legend>{t('team.sites')}</legend>
            {sites.map((s) => (
              <Checkbox key={s.id} value={s.id} label={s.name} {...form.register('sites')} />
            ))}
            <p className={styles.quiet}>{t('team.sitesHelp')}</p>
          </fieldset>
        )}
      </div>
      <div className={styles.pair}>
        <TextField
          label={t('agent.languages')}
          optional={t('state.optional')}
          help={t('profile.languagesHelp')}
          error={errors.languages?.message}
          {...form.register('languages')}
        />
        {teams.length > 0 && (
          <fieldset className={styles.group}>
            <legend>{t('agent.teams')}</legend>
            {teams.map((x) => (
              <Checkbox key={x.id} value={x.id} label={x.name} {...form.register('teams')} />
            ))}
          </fieldset>
        )}
      </div>
      <Checkbox label={t('agent.translates')} {...form.register('translates')} />
      <Controller
        control={form.control}
        name="skills"
        render={({ field }) => <SkillLevelsField value={field.value} onChange={field.onChange} />}
      />
      <Controller
        control={form.control}
        name="hours"
        render={({ field, fieldState }) => (
          <>
            <Switch
              label={t('agent.hours')}
              help={t('agent.hoursAbout')}
              checked={field.value !== null}
              onChange={(on) => field.onChange(on ? usualHours(ownZone()) : null)}
            />
            {field.value && (
              <HoursFields
                personal
                hours={field.value}
                problem={problemOf(fieldState.error)}
                onChange={field.onChange}
              />
            )}
          </>
        )}
      />
      {!agent && <p className={styles.quiet}>{t('team.passwordAbout')}</p>}
      {agent && agent.id !== me && (
        <div className={styles.buttons}>
          <Button
            tone="line"
            size="s"
            icon="lock"
            onClick={() => change({ reset_password: true }, '')}
          >
            {t('team.resetPassword')}
          </Button>
          <Button
            tone={agent.disabled ? 'line' : 'danger'}
            size="s"
            icon={agent.disabled ? 'undo' : 'door'}
            onClick={() =>
              change(
                { disabled: !agent.disabled },
                t(agent.disabled ? 'team.letIn' : 'team.shutOut'),
              )
            }
          >
            {t(agent.disabled ? 'team.enable' : 'team.disable')}
          </Button>
        </div>
      )}
      <DialogActions>
        <Button tone="line" onClick={onClose}>
          {t('state.cancel')}
        </Button>
        <Button type="submit" tone="primary" busy={create.isPending || update.isPending}>
          {agent ? t('state.save') : t('team.add')}
        </Button>
      </DialogActions>
    </form>
  );
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function values(a: Agent | undefined, all: string[]): Values {
  return {
    name: a?.name ?? '',
    email: a?.email ?? '',
    title: a?.title ?? '',
    role: a?.role ?? 'agent',
    capacity: a?.capacity ?? 4,
    sites: a?.sites ?? all,
    teams: a?.teams ?? [],
    languages: a?.languages.join(', ') ?? '',
    skills: a?.skills ?? {},
    translates: a?.translates ?? false,
    hours: readHours(a?.hours) ?? null,
  };
}

function codes(text: string): string[] {
  return text
    .split(',')
    .map((code) => code.trim())
    .filter(Boolean);
}
