import { useState } from 'react';
import type { RuleProblem } from '../../data/errors.ts';
import type { RuleOutcome as Outcome } from '../../data/rules.ts';
import { levels, useSkills } from '../../data/skills.ts';
import { useAgents } from '../../data/team.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/planning.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { BareSelect, RadioCard, SelectField, Switch } from '../../ui/fields.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';
import routing from './Routing.module.css';
import { duration } from './ruleWords.ts';
import styles from './Settings.module.css';

type Props = {
  then: Outcome;
  problems: readonly RuleProblem[];
  onChange: (then: Outcome) => void;
};

/** Where a rule sends, and how urgently. */
export function RuleOutcome({ then, problems, onChange }: Props) {
  const teams = useTeams().data ?? [];
  const set = (part: Partial<Outcome>) => onChange(tidy({ ...then, ...part }));
  const wrong = (part: string) =>
    problems.find((p) => p.refused && p.field.endsWith(`.then.${part}`))?.say;
  const later = then.later === true;
  const target = then.target_seconds ?? 0;
  return (
    <>
      <fieldset className={styles.group}>
        <legend>{t('rules.then')}</legend>
        <div className={routing.cards}>
          <RadioCard
            name="later"
            value="live"
            chosen={later ? 'later' : 'live'}
            onChange={() => set({ later: false })}
            label={t('rules.live')}
            help={t('rules.liveHelp')}
          />
          <RadioCard
            name="later"
            value="later"
            chosen={later ? 'later' : 'live'}
            onChange={() => set({ later: true })}
            label={t('rules.later')}
            help={t('rules.laterHelp')}
          />
        </div>
      </fieldset>
      <div className={styles.pair}>
        <SelectField
          label={t('rules.team')}
          value={then.team ?? ''}
          error={wrong('team')}
          onChange={(e) => set({ team: e.target.value })}
        >
          <option value="">{t('rules.anybody')}</option>
          {teams.map((x) => (
            <option key={x.id} value={x.id}>
              {x.name}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('rules.overflow')}
          help={t('rules.overflowHelp')}
          value={then.overflow ?? ''}
          error={wrong('overflow')}
          onChange={(e) => set({ overflow: e.target.value })}
        >
          <option value="">{t('rules.teamsOwn')}</option>
          {teams.map((x) => (
            <option key={x.id} value={x.id}>
              {x.name}
            </option>
          ))}
        </SelectField>
        {!later && (
          <NumberField
            label={t('rules.target')}
            most={604_800}
            value={target}
            help={target >= 60 ? duration(target) : t('rules.targetHelp')}
            error={wrong('target') ?? wrong('target_seconds')}
            onChange={(target_seconds) => set({ target_seconds })}
          />
        )}
        <NumberField
          label={t('rules.next')}
          most={604_800}
          zero={t('rules.asSite')}
          value={then.next_seconds ?? 0}
          error={wrong('next') ?? wrong('next_seconds')}
          onChange={(next_seconds) => set({ next_seconds })}
        />
        <NumberField
          label={t('rules.resolution')}
          most={129_600}
          zero={t('rules.asSite')}
          value={Math.round((then.resolution_seconds ?? 0) / 60)}
          error={wrong('resolution') ?? wrong('resolution_seconds')}
          onChange={(minutes) => set({ resolution_seconds: 60 * minutes })}
        />
      </div>
      <Switch
        label={t('rules.ahead')}
        help={t('rules.aheadHelp')}
        checked={then.ahead === true}
        onChange={(ahead) => set({ ahead })}
      />
      <Needs then={then} error={wrong('skills')} onChange={(skills) => set({ skills })} />
      <Named then={then} onChange={(named) => set({ named })} />
    </>
  );
}

/** Without what says nothing, so that two outcomes that mean the same look the same. */
function tidy(o: Outcome): Outcome {
  const { team, overflow, skills, named, ahead, later, target_seconds } = o;
  const { next_seconds, resolution_seconds } = o;
  return {
    ...(team ? { team } : {}),
    ...(overflow ? { overflow } : {}),
    ...(skills?.length ? { skills } : {}),
    ...(named?.length ? { named } : {}),
    ...(ahead ? { ahead } : {}),
    ...(next_seconds ? { next_seconds } : {}),
    ...(resolution_seconds ? { resolution_seconds } : {}),
    ...(later ? { later } : { target_seconds: target_seconds ?? 60 }),
  };
}

type NeedsProps = {
  then: Outcome;
  error: string | undefined;
  onChange: (skills: NonNullable<Outcome['skills']>) => void;
};

function Needs({ then, error, onChange }: NeedsProps) {
  const skills = useSkills().data ?? [];
  const needs = then.skills ?? [];
  const free = skills.filter((s) => needs.every((n) => n.name !== s.name));
  return (
    <fieldset className={styles.group}>
      <legend>{t('rules.skills')}</legend>
      {needs.map((need) => (
        <div key={need.name} className={routing.need}>
          <bdi className={routing.push}>{need.name}</bdi>
          <span>
            <BareSelect
              aria-label={t('rules.levelOf', { skill: need.name })}
              value={String(need.level)}
              onChange={(e) =>
                onChange(
                  needs.map((n) => (n === need ? { ...n, level: Number(e.target.value) } : n)),
                )
              }
            >
              {levels.map((level) => (
                <option key={level} value={level}>
                  {t('rules.levelFrom', { level })}
                </option>
              ))}
            </BareSelect>
          </span>
          <IconButton
            icon="x"
            size="s"
            label={t('rules.removeSkill', { skill: need.name })}
            onClick={() => onChange(needs.filter((n) => n !== need))}
          />
        </div>
      ))}
      {error && (
        <p className={routing.problem} data-refused="" role="alert">
          {error}
        </p>
      )}
      {free.length > 0 ? (
        <BareSelect
          aria-label={t('rules.addSkill')}
          value=""
          onChange={(e) =>
            e.target.value && onChange([...needs, { name: e.target.value, level: 1 }])
          }
        >
          <option value="">{t('rules.addSkill')}</option>
          {free.map((s) => (
            <option key={s.name} value={s.name}>
              {s.name}
            </option>
          ))}
        </BareSelect>
      ) : (
        needs.length === 0 && <p className={styles.quiet}>{t('rules.noSkills')}</p>
      )}
    </fieldset>
  );
}

/** The people who are asked first, folded away as long as there are none. */
function Named({ then, onChange }: { then: Outcome; onChange: (named: string[]) => void }) {
  const agents = useAgents().data ?? [];
  const named = then.named ?? [];
  const [open, setOpen] = useState(named.length > 0);
  if (!open)
    return (
      <div>
        <Button tone="line" size="s" icon="plus" onClick={() => setOpen(true)}>
          {t('rules.addNamed')}
        </Button>
      </div>
    );
  return (
    <PeoplePicker label={t('rules.named')} agents={agents} chosen={named} onChange={onChange} />
  );
}
