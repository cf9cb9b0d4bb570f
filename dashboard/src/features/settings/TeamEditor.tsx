import { lazy, Suspense, useState } from 'react';
import { Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import * as z from 'zod/mini';
import { formResolver } from '../../data/forms.ts';
import { type Hours, isHours, readHours, usualHours, writeHours } from '../../data/hours.ts';
import { describePlan } from '../../data/hoursWords.ts';
import { useAgents } from '../../data/team.ts';
import { methods, type Team, useSaveTeam } from '../../data/teams.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { RadioCard, SelectField, TextField } from '../../ui/fields.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Notice } from '../../ui/states.tsx';
import { sayDone } from '../../ui/toasts.ts';
import { FormFrame } from './FormFrame.tsx';
import { hoursField, problemOf } from './hoursForm.ts';
import { HoursFields } from './LazyHoursFields.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';
import routing from './Routing.module.css';
import styles from './Settings.module.css';
import { useVersionedForm } from './useVersionedForm.ts';

const DeleteTeam = lazy(() => import('./DeleteTeam.tsx').then((m) => ({ default: m.DeleteTeam })));

const upTo = (most: number) =>
  z
    .number({ error: () => t('teams.numberBad', { most }) })
    .check(
      z.int({ error: () => t('teams.numberBad', { most }) }),
      z.minimum(0, { error: () => t('teams.numberBad', { most }) }),
      z.maximum(most, { error: () => t('teams.numberBad', { most }) }),
    );

const most = {
  offer_seconds: 600,
  limit: 100,
  translation_after_seconds: 86_400,
  any_level_after_seconds: 86_400,
  team_after_seconds: 86_400,
  overflow_after_seconds: 86_400,
  max_waiting: 10_000,
  max_wait_seconds: 604_800,
  park_after_minutes: 1440,
  wrap_up_seconds: 3600,
} as const;

type NumberName = keyof typeof most;

const fields = z.object({
  name: z
    .string()
    .check(z.trim(), z.minLength(1, { error: () => t('teams.noName') }), z.maxLength(80)),
  method: z.enum(methods),
  members: z.array(z.string()),
  overflow: z.string(),
  /** Null: as the site. */
  hours: z.nullable(hoursField()),
  asked: z.enum(['offer', 'auto']),
  offer_seconds: upTo(most.offer_seconds),
  limit: upTo(most.limit),
  translation_after_seconds: upTo(most.translation_after_seconds),
  any_level_after_seconds: upTo(most.any_level_after_seconds),
  team_after_seconds: upTo(most.team_after_seconds),
  overflow_after_seconds: upTo(most.overflow_after_seconds),
  max_waiting: upTo(most.max_waiting),
  max_wait_seconds: upTo(most.max_wait_seconds),
  park_after_minutes: upTo(most.park_after_minutes),
  wrap_up_seconds: upTo(most.wrap_up_seconds),
});

const schema = fields.check(
  z.refine((v) => v.asked === 'auto' || v.offer_seconds > 0, {
    path: ['offer_seconds'],
    error: () => t('teams.offerBad', { most: most.offer_seconds }),
  }),
);

type Values = z.infer<typeof schema>;

const usualOffer = 20;

const read = (team: Team): Values => {
  const { id: _, version: __, problems: ___, created_at: ____, overflow = '', ...rest } = team;
  return {
    ...rest,
    overflow,
    hours: readHours(team.hours) ?? null,
    asked: team.offer_seconds > 0 ? 'offer' : 'auto',
    offer_seconds: team.offer_seconds || usualOffer,
  };
};

const write = ({ asked, ...values }: Values) => ({
  ...values,
  name: values.name.trim(),
  hours: values.hours ? writeHours(values.hours) : {},
  offer_seconds: asked === 'offer' ? values.offer_seconds : 0,
});

/** As for conversations without a team. */
const fresh: Team = {
  id: '',
  name: '',
  method: 'load_balanced',
  offer_seconds: 20,
  limit: 0,
  translation_after_seconds: 0,
  any_level_after_seconds: 0,
  team_after_seconds: 0,
  overflow_after_seconds: 0,
  max_waiting: 0,
  max_wait_seconds: 0,
  park_after_minutes: 0,
  wrap_up_seconds: 0,
  members: [],
  problems: [],
  version: 0,
};

type Props = {
  team: Team | undefined;
  teams: readonly Team[];
  onOpen: (id: string | undefined, saved?: boolean) => void;
};

/** Everything about one team. */
export function TeamEditor({ team, teams, onOpen }: Props) {
  const agents = useAgents().data ?? [];
  const save = useSaveTeam();
  const [deleting, setDeleting] = useState(false);
  const others = teams.filter((x) => x.id !== team?.id);
  const agentName = (id: unknown) => agents.find((a) => a.id === id)?.name ?? String(id);
  const model = useVersionedForm<Team, Values>({
    thing: team ?? fresh,
    resolver: formResolver(schema),
    read,
    busy: save.isPending,
    names: names(),
    show: (key, value) => {
      if (key === 'members' && Array.isArray(value)) return value.map(agentName).join(', ');
      if (key === 'method') return t(`method.${methods.find((m) => m === value) ?? 'manual'}`);
      if (key === 'overflow')
        return others.find((x) => x.id === value)?.name ?? t('teams.noOverflow');
      if (key === 'asked') return t(value === 'auto' ? 'teams.auto' : 'teams.offer');
      if (key === 'hours') return isHours(value) ? describePlan(value) : t('teams.hoursSite');
      return undefined;
    },
    save: (values, version) =>
      save.mutateAsync({
        ...write(values),
        id: team?.id ?? '',
        ...(version > 0 ? { version } : {}),
      }),
    present: (error) => error.detail.present.team,
    onSaved: (saved) => {
      sayDone(t('teams.saved', { team: saved.name }), 'check');
      if (!team) onOpen(saved.id, true);
    },
  });
  const { form, base } = model;
  return (
    <div className={styles.page}>
      <div className={styles.buttons}>
        <Button icon="back" onClick={() => onOpen(undefined)}>
          {t('teams.all')}
        </Button>
        <span className={routing.push} />
        {team && (
          <Button tone="danger" icon="trash" onClick={() => setDeleting(true)}>
            {t('teams.delete')}
          </Button>
        )}
      </div>
      <FormFrame model={model} conflict={t('teams.conflict')} isNew={!team}>
        {base.problems.map((say) => (
          <Notice key={say} tone="warn">
            {say}
          </Notice>
        ))}
        <TextField
          label={t('teams.name')}
          maxLength={80}
          error={form.formState.errors.name?.message}
          {...form.register('name')}
        />
        <MethodFields form={form} />
        <Controller
          control={form.control}
          name="members"
          render={({ field }) => (
            <PeoplePicker
              label={t('teams.people')}
              agents={agents}
              chosen={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <OwnHours form={form} />
        <Widening form={form} others={others} />
        <Limits form={form} />
      </FormFrame>
      {deleting && team && (
        <Suspense fallback={null}>
          <DeleteTeam
            team={team}
            heirs={others}
            onClose={() => setDeleting(false)}
            onDone={() => onOpen(undefined, true)}
          />
        </Suspense>
      )}
    </div>
  );
}

function names(): Record<keyof Values, string> {
  return {
    name: t('teams.name'),
    method: t('teams.method'),
    members: t('teams.people'),
    overflow: t('teams.overflow'),
    hours: t('area.hours'),
    asked: t('teams.asked'),
    offer_seconds: t('teams.offerFor'),
    limit: t('teams.limit'),
    translation_after_seconds: t('teams.translation'),
    any_level_after_seconds: t('teams.anyLevel'),
    team_after_seconds: t('teams.wholeTeam'),
    overflow_after_seconds: t('teams.overflowAfter'),
    max_waiting: t('teams.maxWaiting'),
    max_wait_seconds: t('teams.maxWait'),
    park_after_minutes: t('teams.park'),
    wrap_up_seconds: t('teams.wrapUp'),
  };
}

type FormProps = { form: UseFormReturn<Values> };

function Num({
  form,
  name,
  label,
  zero,
  help,
}: FormProps & { name: NumberName; label: string; zero?: string; help?: string }) {
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field, fieldState }) => (
        <NumberField
          label={label}
          most={most[name]}
          zero={zero}
          help={help}
          value={field.value}
          error={fieldState.error?.message}
          onChange={field.onChange}
        />
      )}
    />
  );
}

/** How one of them is chosen, and whether they are asked. */
function MethodFields({ form }: FormProps) {
  const [method, asked] = useWatch({ control: form.control, name: ['method', 'asked'] });
  const ask = (how: Values['asked']) => form.setValue('asked', how, dirty);
  return (
    <>
      <fieldset className={styles.group}>
        <legend>{t('teams.method')}</legend>
        <div className={routing.cards}>
          {methods.map((m) => (
            <RadioCard
              key={m}
              name="method"
              value={m}
              chosen={method}
              onChange={(next) => {
                form.setValue('method', next, dirty);
                if (next === 'first_available') ask('offer'); // the first to accept has it
              }}
              label={t(`method.${m}`)}
              help={t(`method.${m}.about`)}
            />
          ))}
        </div>
      </fieldset>
      {method !== 'manual' && (
        <fieldset className={styles.group}>
          <legend>{t('teams.asked')}</legend>
          <div className={routing.cards}>
            <RadioCard
              name="asked"
              value="offer"
              chosen={asked}
              onChange={ask}
              label={t('teams.offer')}
              help={t('teams.offerHelp')}
            />
            {method !== 'first_available' && (
              <RadioCard
                name="asked"
                value="auto"
                chosen={asked}
                onChange={ask}
                label={t('teams.auto')}
                help={t('teams.autoHelp')}
              />
            )}
          </div>
          {asked === 'offer' && (
            <Num form={form} name="offer_seconds" label={t('teams.offerFor')} />
          )}
        </fieldset>
      )}
    </>
  );
}

const dirty = { shouldDirty: true, shouldValidate: true } as const;

/** When the team is there: as its site, or otherwise. */
function OwnHours({ form }: FormProps) {
  const usual = () => usualHours(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const set = (hours: Hours | null) => form.setValue('hours', hours, dirty);
  return (
    <Controller
      control={form.control}
      name="hours"
      render={({ field, fieldState }) => (
        <>
          <fieldset className={styles.group}>
            <legend>{t('area.hours')}</legend>
            <div className={routing.cards}>
              <RadioCard
                name="hours"
                value="site"
                chosen={field.value ? 'own' : 'site'}
                onChange={() => set(null)}
                label={t('teams.hoursSite')}
                help={t('teams.hoursSiteHelp')}
              />
              <RadioCard
                name="hours"
                value="own"
                chosen={field.value ? 'own' : 'site'}
                onChange={() => set(usual())}
                label={t('teams.hoursOwn')}
                help={t('teams.hoursOwnHelp')}
              />
            </div>
          </fieldset>
          {field.value && (
            <HoursFields
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

/** Whom else to ask, the longer somebody waits. */
function Widening({ form, others }: FormProps & { others: readonly Team[] }) {
  const [overflow, team] = useWatch({
    control: form.control,
    name: ['overflow', 'team_after_seconds'],
  });
  return (
    <fieldset className={styles.group}>
      <legend>{t('teams.widening')}</legend>
      <p className={styles.quiet}>{t('teams.wideningAbout')}</p>
      <div className={styles.pair}>
        <Num
          form={form}
          name="translation_after_seconds"
          label={t('teams.translation')}
          zero="30"
        />
        <Num form={form} name="any_level_after_seconds" label={t('teams.anyLevel')} zero="60" />
        <Num form={form} name="team_after_seconds" label={t('teams.wholeTeam')} zero="90" />
        <SelectField
          label={t('teams.overflow')}
          help={t('teams.overflowHelp')}
          error={form.formState.errors.overflow?.message}
          {...form.register('overflow')}
        >
          <option value="">{t('teams.noOverflow')}</option>
          {others.map((x) => (
            <option key={x.id} value={x.id}>
              {x.name}
            </option>
          ))}
        </SelectField>
        {overflow !== '' && (
          <Num
            form={form}
            name="overflow_after_seconds"
            label={t('teams.overflowAfter')}
            zero={String(Math.max(120, team))}
          />
        )}
      </div>
    </fieldset>
  );
}

/** How much is too much, for a person and for the line. */
function Limits({ form }: FormProps) {
  const none = t('teams.noLimit');
  return (
    <fieldset className={styles.group}>
      <legend>{t('teams.limits')}</legend>
      <div className={styles.pair}>
        <Num
          form={form}
          name="limit"
          label={t('teams.limit')}
          zero={none}
          help={t('teams.limitHelp')}
        />
        <Num
          form={form}
          name="wrap_up_seconds"
          label={t('teams.wrapUp')}
          zero={t('teams.noWrapUp')}
          help={t('teams.wrapUpHelp')}
        />
        <Num
          form={form}
          name="max_waiting"
          label={t('teams.maxWaiting')}
          zero={none}
          help={t('teams.maxWaitingHelp')}
        />
        <Num
          form={form}
          name="max_wait_seconds"
          label={t('teams.maxWait')}
          zero={none}
          help={t('teams.maxWaitHelp')}
        />
        <Num
          form={form}
          name="park_after_minutes"
          label={t('teams.park')}
          zero={t('teams.noPark')}
          help={t('teams.parkHelp')}
        />
      </div>
    </fieldset>
  );
}
