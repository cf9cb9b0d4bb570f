import type { Agent } from '../../data/presence.ts';
import { t } from '../../text/planning.ts';
import { IconButton } from '../../ui/Button.tsx';
import { BareInput, BareSelect, Checkbox } from '../../ui/fields.tsx';
import page from './Settings.module.css';
import styles from './Simulator.module.css';
import type { Draft, MoreDraft } from './simulatorDraft.ts';

type Props = {
  people: readonly Agent[];
  draft: Draft;
  set: (part: Partial<Draft>) => void;
};

/** Who is there and how much each may have, and people whom there is not yet. */
export function SimulatorPeople({ people, draft, set }: Props) {
  const changed = (a: Agent) => draft.people[a.id] ?? { capacity: a.capacity, away: false };
  const change = (a: Agent, part: Partial<Draft['people'][string]>) =>
    set({ people: { ...draft.people, [a.id]: { ...changed(a), ...part } } });
  return (
    <details className={styles.details}>
      <summary>{t('simulator.people')}</summary>
      <ul className={styles.rows}>
        {people.map((a) => {
          const d = changed(a);
          return (
            <li key={a.id} className={styles.row}>
              <b dir="auto">{a.name}</b>
              <span className={styles.number}>
                <span>{t('simulator.places')}</span>
                <BareInput
                  aria-label={t('simulator.capacityOf', { name: a.name })}
                  type="number"
                  inputMode="numeric"
                  min={1}
                  max={100}
                  disabled={d.away}
                  value={String(d.capacity)}
                  onChange={(e) => change(a, { capacity: Number(e.target.value) })}
                />
              </span>
              <Checkbox
                label={t('simulator.away')}
                aria-label={t('simulator.awayOf', { name: a.name })}
                checked={d.away}
                onChange={(e) => change(a, { away: e.target.checked })}
              />
            </li>
          );
        })}
        {draft.more.map((m) => (
          <More
            key={m.key}
            more={m}
            people={people}
            onChange={(part) =>
              set({ more: draft.more.map((o) => (o.key === m.key ? { ...o, ...part } : o)) })
            }
            onRemove={() => set({ more: draft.more.filter((o) => o.key !== m.key) })}
          />
        ))}
      </ul>
      <div className={styles.add}>
        <BareSelect
          aria-label={t('simulator.addLike')}
          value=""
          onChange={(e) => {
            if (!e.target.value) return;
            const key = Math.max(0, ...draft.more.map((m) => m.key)) + 1;
            set({ more: [...draft.more, { key, like: e.target.value, count: 1 }] });
          }}
        >
          <option value="">{t('simulator.addLike')}</option>
          {people.map((a) => (
            <option key={a.id} value={a.id}>
              {a.name}
            </option>
          ))}
        </BareSelect>
      </div>
    </details>
  );
}

type MoreProps = {
  more: MoreDraft;
  people: readonly Agent[];
  onChange: (part: Partial<MoreDraft>) => void;
  onRemove: () => void;
};

function More({ more, people, onChange, onRemove }: MoreProps) {
  const name = people.find((a) => a.id === more.like)?.name ?? more.like;
  return (
    <li className={styles.row}>
      <b dir="auto">{t('simulator.like', { name })}</b>
      <span className={styles.number}>
        <span>{t('simulator.count')}</span>
        <BareInput
          aria-label={t('simulator.countOf', { name })}
          type="number"
          inputMode="numeric"
          min={1}
          max={200}
          value={String(more.count)}
          onChange={(e) => onChange({ count: Number(e.target.value) })}
        />
      </span>
      <span className={page.quiet}>{t('simulator.likeHelp')}</span>
      <IconButton
        icon="x"
        size="s"
        label={t('simulator.removeLike', { name })}
        onClick={onRemove}
      />
    </li>
  );
}
