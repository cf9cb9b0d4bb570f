import { methods, type Team } from '../../data/teams.ts';
import { t } from '../../text/planning.ts';
import { SelectField } from '../../ui/fields.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import page from './Settings.module.css';
import styles from './Simulator.module.css';
import { type Draft, type TeamDraft, teamDraft } from './simulatorDraft.ts';

type Props = {
  teams: readonly Team[];
  draft: Draft;
  set: (part: Partial<Draft>) => void;
};

/** How teams would choose, offer and help each other out. */
export function SimulatorTeams({ teams, draft, set }: Props) {
  if (teams.length === 0) return null;
  return (
    <details className={styles.details}>
      <summary>{t('simulator.teams')}</summary>
      <div className={styles.teams}>
        {teams.map((team) => (
          <OneTeam
            key={team.id}
            team={team}
            others={teams.filter((o) => o.id !== team.id)}
            value={draft.teams[team.id] ?? teamDraft(team)}
            onChange={(next) => set({ teams: { ...draft.teams, [team.id]: next } })}
          />
        ))}
      </div>
    </details>
  );
}

type OneProps = {
  team: Team;
  others: readonly Team[];
  value: TeamDraft;
  onChange: (next: TeamDraft) => void;
};

function OneTeam({ team, others, value, onChange }: OneProps) {
  const set = (part: Partial<TeamDraft>) => onChange({ ...value, ...part });
  return (
    <fieldset className={page.group}>
      <legend>{team.name}</legend>
      <div className={styles.fields}>
        <SelectField
          label={t('teams.method')}
          value={value.method}
          onChange={(e) => {
            const method = methods.find((m) => m === e.target.value);
            if (method) set({ method });
          }}
        >
          {methods.map((m) => (
            <option key={m} value={m}>
              {t(`method.${m}`)}
            </option>
          ))}
        </SelectField>
        <NumberField
          label={t('teams.offerFor')}
          most={600}
          zero={t('simulator.notAsked')}
          value={value.offer_seconds}
          onChange={(offer_seconds) => set({ offer_seconds })}
        />
        <NumberField
          label={t('teams.limit')}
          most={100}
          zero={t('simulator.noLimit')}
          value={value.limit}
          onChange={(limit) => set({ limit })}
        />
        <NumberField
          label={t('teams.maxWait')}
          most={604_800}
          zero={t('simulator.noLimit')}
          value={value.max_wait_seconds}
          onChange={(max_wait_seconds) => set({ max_wait_seconds })}
        />
        <SelectField
          label={t('teams.overflow')}
          value={value.overflow}
          onChange={(e) => set({ overflow: e.target.value })}
        >
          <option value="">{t('teams.noOverflow')}</option>
          {others.map((o) => (
            <option key={o.id} value={o.id}>
              {o.name}
            </option>
          ))}
        </SelectField>
        <NumberField
          label={t('simulator.overflowAfter')}
          most={86_400}
          zero="120"
          value={value.overflow_after_seconds}
          onChange={(overflow_after_seconds) => set({ overflow_after_seconds })}
        />
      </div>
    </fieldset>
  );
}
