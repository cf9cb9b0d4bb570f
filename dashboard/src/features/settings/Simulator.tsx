import { type FormEvent, useState } from 'react';
import { asApiError } from '../../data/errors.ts';
import type { Agent } from '../../data/presence.ts';
import type { Rule } from '../../data/rules.ts';
import { useSimulate } from '../../data/simulation.ts';
import type { Site } from '../../data/team.ts';
import type { Team } from '../../data/teams.ts';
import { t } from '../../text/planning.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Notice } from '../../ui/states.tsx';
import page from './Settings.module.css';
import { SimulationResult } from './SimulationResult.tsx';
import styles from './Simulator.module.css';
import { SimulatorPeople } from './SimulatorPeople.tsx';
import { SimulatorTeams } from './SimulatorTeams.tsx';
import {
  changesNothing,
  type Draft,
  type Period,
  plainDraft,
  requestOf,
} from './simulatorDraft.ts';

type Props = {
  site: Site;
  agents: readonly Agent[];
  teams: readonly Team[];
  /** Rules that are not saved, to play in place of the saved ones. */
  rules?: readonly Rule[];
};

/** How many may come, in percent of those who came. */
const scale = { least: 10, most: 1000 };

const periods: readonly Period[] = ['7', '14', '30', 'own'];

/** What would be different, and what would come of it. */
export function Simulator({ site, agents, teams, rules }: Props) {
  const [draft, setDraft] = useState(plainDraft);
  const run = useSimulate();
  const wrong = draft.percent < scale.least || draft.percent > scale.most;
  const [tried, setTried] = useState(false);
  const set = (part: Partial<Draft>) => setDraft((d) => ({ ...d, ...part }));
  const people = agents.filter(
    (a) => !a.disabled && (a.sites.length === 0 || a.sites.includes(site.id)),
  );
  const request = (d: Draft) =>
    requestOf(d, { site: site.id, agents: people, teams, now: Date.now() }, rules);
  const same = changesNothing(request(draft));
  const failure = run.error ? asApiError(run.error) : undefined;
  return (
    <>
      <Card
        title={t('simulator.question')}
        about={rules ? t('simulator.withRules') : t('simulator.questionAbout')}
      >
        <form
          className={styles.form}
          noValidate
          onSubmit={(e: FormEvent) => {
            e.preventDefault();
            setTried(true);
            if (!wrong) run.mutate(request(draft));
          }}
        >
          <When
            draft={draft}
            set={set}
            wrong={tried && wrong ? t('simulator.percentWrong') : undefined}
          />
          <SimulatorPeople people={people} draft={draft} set={set} />
          <SimulatorTeams teams={teams} draft={draft} set={set} />
          {same && <p className={page.quiet}>{t('simulator.same')}</p>}
          {failure && (
            <Notice tone="bad" alert>
              {failure.message}
            </Notice>
          )}
          <div className={page.buttons}>
            <Button type="submit" tone="primary" busy={run.isPending}>
              {t('simulator.run')}
            </Button>
            {run.data && (
              <Button
                tone="line"
                icon="refresh"
                disabled={run.isPending || wrong}
                onClick={() => {
                  const next = { ...draft, seed: draft.seed + 1 };
                  setDraft(next);
                  run.mutate(request(next));
                }}
              >
                {t('simulator.otherDay')}
              </Button>
            )}
          </div>
        </form>
      </Card>
      {run.data && <SimulationResult result={run.data} />}
    </>
  );
}

type PartProps = { draft: Draft; set: (part: Partial<Draft>) => void };

function When({ draft, set, wrong }: PartProps & { wrong: string | undefined }) {
  const load = (part: Partial<Draft['load']>) => set({ load: { ...draft.load, ...part } });
  return (
    <fieldset className={page.group}>
      <legend>{t('simulator.when')}</legend>
      <div className={styles.fields}>
        <SelectField
          label={t('simulator.period')}
          value={draft.period}
          onChange={(e) => {
            const period = periods.find((p) => p === e.target.value);
            if (period) set({ period });
          }}
        >
          {periods.map((value) => (
            <option key={value} value={value}>
              {value === 'own' ? t('simulator.own') : t('simulator.days', { n: Number(value) })}
            </option>
          ))}
        </SelectField>
        {draft.period === 'own' && (
          <>
            <NumberField
              label={t('simulator.perHour')}
              most={5000}
              value={draft.load.perHour}
              onChange={(perHour) => load({ perHour })}
            />
            <NumberField
              label={t('simulator.length')}
              most={24}
              value={draft.load.length}
              onChange={(length) => load({ length })}
            />
            <NumberField
              label={t('simulator.handle')}
              most={1440}
              value={draft.load.handle}
              onChange={(handle) => load({ handle })}
            />
            <NumberField
              label={t('simulator.patience')}
              most={1440}
              zero={t('simulator.forever')}
              value={draft.load.patience}
              onChange={(patience) => load({ patience })}
            />
          </>
        )}
        <NumberField
          label={t('simulator.percent')}
          help={t('simulator.percentHelp')}
          most={scale.most}
          error={wrong}
          value={draft.percent}
          onChange={(percent) => set({ percent })}
        />
      </div>
    </fieldset>
  );
}
