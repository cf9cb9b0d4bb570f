import { Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import * as z from 'zod/mini';
import type { Schema } from '../../data/api.ts';
import { formResolver } from '../../data/forms.ts';
import { isHours, readHours, usualHours, writeHours } from '../../data/hours.ts';
import { describePlan } from '../../data/hoursWords.ts';
import { useMyId } from '../../data/me.ts';
import type { Agent } from '../../data/presence.ts';
import { useCreateAgent, useSites, useUpdateAgent } from '../../data/team.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { Checkbox, SelectField, Switch, TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import { FormHead } from './FormHead.tsx';
import { hoursField, problemOf } from './hoursForm.ts';
import { HoursFields } from './LazyHoursFields.tsx';
import styles from './Settings.module.css';
import { SitesField } from './SitesField.tsx';
import { SkillLevelsField } from './SkillLevelsField.tsx';
import { skillsInWords } from './skillWords.ts';
import { useVersionedForm } from './useVersionedForm.ts';

const roles = ['agent', 'supervisor', 'admin'] as const;

const languageCodes = /^\s*([a-z]{2,3}([-_][a-z0-9]{2,8})*\s*(,\s*|$))*$/iu;

const schema = z.object({
  name: z
    .string()
    .check(z.trim(), z.minLength(1, { error: () => t('profile.noName') }), z.maxLength(100)),
  email: z.string().check(z.regex(/^[^\s@]+@[^\s@]+$/u, { error: () => t('signIn.emailBad') })),
  title: z.string().check(z.maxLength(100)),
  role: z.enum(roles),
  capacity: z
    .number({ error: () => t('team.capacityBad') })
    .check(z.int(), z.minimum(0), z.maximum(100, { error: () => t('team.capacityBad') })),
  /** Null: all of them, also those made later. */
  sites: z.nullable(z.array(z.string()).check(z.minLength(1, { error: () => t('team.noSites') }))),
  teams: z.array(z.string()),
  languages: z.string().check(z.regex(languageCodes, { error: () => t('profile.languagesBad') })),
  skills: z.record(z.string(), z.number()),
  translates: z.boolean(),
  /** Null: none are set. */
  hours: z.nullable(hoursField()),
});

type Values = z.infer<typeof schema>;

/** An account as this form knows it, with its password while that is new. */
type Account = Pick<
  Agent,
  | 'name'
  | 'email'
  | 'title'
  | 'role'
  | 'capacity'
  | 'sites'
  | 'teams'
  | 'languages'
  | 'skills'
  | 'translates'
  | 'hours'
  | 'version'
> & { password?: string | undefined };

const fresh: Account = {
  name: '',
  role: 'agent',
  capacity: 4,
  sites: [],
  teams: [],
  languages: [],
  skills: {},
  translates: false,
  version: 0,
};

const read = (a: Account): Values => ({
  name: a.name,
  email: a.email ?? '',
  title: a.title ?? '',
  role: a.role,
  capacity: a.capacity,
  sites: a.sites.length > 0 ? a.sites : null,
  teams: a.teams,
  languages: a.languages.join(', '),
  skills: a.skills,
  translates: a.translates,
  hours: readHours(a.hours) ?? null,
});

/** All but the address, which is written once. */
const write = ({ email: _, ...v }: Values) => ({
  ...v,
  name: v.name.trim(),
  sites: v.sites ?? [],
  hours: v.hours ? writeHours(v.hours) : {},
  languages: codes(v.languages),
});

type FormProps = {
  agent: Agent | undefined;
  onClose: () => void;
  onSecret: (name: string, password: string) => void;
};

/** What is known of a colleague, and what an admin may do with the account. */
export function AgentForm({ agent, onClose, onSecret }: FormProps) {
  const me = useMyId();
  const create = useCreateAgent();
  const update = useUpdateAgent(agent?.id ?? '');
  const show = useShown();
  const done = ({ name, password }: Account, said: string) => {
    if (password) onSecret(name, password);
    else {
      sayDone(said, 'check');
      onClose();
    }
  };
  const model = useVersionedForm<Account, Values>({
    thing: agent ?? fresh,
    resolver: formResolver(schema),
    read,
    names: names(),
    show,
    busy: create.isPending || update.isPending,
    save: async (values, version) =>
      account(
        agent
          ? await update.mutateAsync({ ...write(values), version })
          : await create.mutateAsync({ ...write(values), email: values.email }),
      ),
    present: (error) => error.detail.present.agent,
    onSaved: (saved) =>
      done(saved, agent ? t('team.changed') : t('team.added', { name: saved.name })),
  });
  const { form } = model;
  return (
    <form className={styles.group} onSubmit={(e) => void model.submit(e)} noValidate>
      <FormHead model={model} conflict={t('team.conflict')} />
      <Person form={form} agent={agent} />
      <Abilities form={form} />
      <Shifts form={form} />
      {!agent && <p className={styles.quiet}>{t('team.passwordAbout')}</p>}
      {agent && agent.id !== me && (
        <AccountButtons
          agent={agent}
          onChange={(body, said) =>
            update.mutate(body, {
              onError: (e) => sayFailed(e.message),
              onSuccess: (answer) => done(account(answer), said),
            })
          }
        />
      )}
      {model.error && (
        <Notice tone="bad" alert>
          {model.error}
        </Notice>
      )}
      <DialogActions>
        <Button tone="line" onClick={onClose}>
          {t('state.cancel')}
        </Button>
        <Button type="submit" tone="primary" busy={model.busy}>
          {agent ? t('state.save') : t('team.add')}
        </Button>
      </DialogActions>
    </form>
  );
}

const account = (answer: Schema['AgentWithPassword']): Account => ({
  ...answer.agent,
  password: answer.password,
});

function names(): Record<keyof Values, string> {
  return {
    name: t('profile.name'),
    email: t('signIn.email'),
    title: t('profile.title'),
    role: t('team.role'),
    capacity: t('team.capacity'),
    sites: t('team.sites'),
    teams: t('agent.teams'),
    languages: t('agent.languages'),
    skills: t('agent.skills'),
    translates: t('agent.translates'),
    hours: t('agent.hours'),
  };
}

/** How values are written where two of them collide. */
function useShown() {
  const sites = useSites().data ?? [];
  const teams = useTeams().data ?? [];
  const named = (ids: unknown, all: readonly { id: string; name: string }[]) =>
    Array.isArray(ids)
      ? ids.map((id) => all.find((x) => x.id === id)?.name ?? String(id)).join(', ')
      : undefined;
  return (key: keyof Values, value: unknown): string | undefined => {
    if (key === 'role') return t(`role.${roles.find((r) => r === value) ?? 'agent'}`);
    if (key === 'sites') return named(value, sites) ?? t('team.allSites');
    if (key === 'teams') return named(value, teams);
    if (key === 'skills') return skillsInWords(value as Values['skills']);
    if (key === 'hours') return isHours(value) ? describePlan(value) : t('agent.noHours');
    return undefined;
  };
}

type PartProps = { form: UseFormReturn<Values> };

/** Who they are, and what they may do where. */
function Person({ form, agent }: PartProps & { agent: Agent | undefined }) {
  const me = useMyId();
  const sites = useSites().data ?? [];
  const { errors } = form.formState;
  const role = useWatch({ control: form.control, name: 'role' });
  return (
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
        error={errors.title?.message}
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
        error={errors.role?.message}
        {...form.register('role')}
      >
        {roles.map((r) => (
          <option key={r} value={r}>
            {t(`role.${r}`)}
          </option>
        ))}
      </SelectField>
      {role !== 'admin' && (
        <Controller
          control={form.control}
          name="sites"
          render={({ field, fieldState }) => (
            <SitesField
              value={field.value}
              sites={sites}
              error={fieldState.error?.message}
              onChange={field.onChange}
            />
          )}
        />
      )}
    </div>
  );
}

/** What routing may give them. */
function Abilities({ form }: PartProps) {
  const teams = useTeams().data ?? [];
  return (
    <>
      <div className={styles.pair}>
        <TextField
          label={t('agent.languages')}
          optional={t('state.optional')}
          help={t('profile.languagesHelp')}
          error={form.formState.errors.languages?.message}
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
    </>
  );
}

/** When they work, if that is set. */
function Shifts({ form }: PartProps) {
  return (
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
  );
}

type ButtonsProps = {
  agent: Agent;
  /** Changes this and nothing else, whatever stands in the form. */
  onChange: (body: Schema['AgentChange'], said: string) => void;
};

function AccountButtons({ agent, onChange }: ButtonsProps) {
  return (
    <div className={styles.buttons}>
      <Button
        tone="line"
        size="s"
        icon="lock"
        onClick={() => onChange({ reset_password: true }, '')}
      >
        {t('team.resetPassword')}
      </Button>
      <Button
        tone={agent.disabled ? 'line' : 'danger'}
        size="s"
        icon={agent.disabled ? 'undo' : 'door'}
        onClick={() =>
          onChange({ disabled: !agent.disabled }, t(agent.disabled ? 'team.letIn' : 'team.shutOut'))
        }
      >
        {t(agent.disabled ? 'team.enable' : 'team.disable')}
      </Button>
    </div>
  );
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function codes(text: string): string[] {
  return text
    .split(',')
    .map((code) => code.trim())
    .filter(Boolean);
}
