import { type ReactNode, useState } from 'react';
import { t } from '../text/rooms.ts';
import styles from './DurationField.module.css';
import { BareSelect } from './fields.tsx';
import { NumberField } from './NumberField.tsx';

const units = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

type Unit = keyof typeof units;

const names = Object.keys(units) as Unit[];

/** The largest unit in which it is a whole number: nobody reads 7200 seconds. */
function unitOf(seconds: number): Unit {
  return names.findLast((u) => seconds > 0 && seconds % units[u] === 0) ?? 'minutes';
}

type Props = {
  label: ReactNode;
  /** What the choice of the unit is called. */
  unit: string;
  seconds: number;
  /** What no time at all means; undefined: there must be one. */
  zero?: string | undefined;
  error?: string | undefined;
  onChange: (seconds: number) => void;
};

/** A length of time as a number and its unit. */
export function DurationField({ label, unit, seconds, zero, error, onChange }: Props) {
  const [chosen, setChosen] = useState<Unit>(() => unitOf(seconds));
  const fits = seconds % units[chosen] === 0 ? chosen : unitOf(seconds);
  return (
    <div className={styles.duration}>
      <NumberField
        label={label}
        most={7_776_000 / units[fits]}
        zero={zero}
        error={error}
        value={seconds / units[fits]}
        onChange={(n) => onChange(Math.round(n * units[fits]))}
      />
      <BareSelect
        aria-label={unit}
        value={fits}
        onChange={(e) => {
          const next = names.find((u) => u === e.target.value) ?? fits;
          setChosen(next);
          onChange((seconds / units[fits]) * units[next]);
        }}
      >
        {names.map((u) => (
          <option key={u} value={u}>
            {t(`sla.${u}`)}
          </option>
        ))}
      </BareSelect>
    </div>
  );
}
