import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';
import styles from './Segments.module.css';

type Props<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode }[];
};

/** A choice of one out of a few that fit side by side. */
export function Segments<T extends string>({ label, value, onChange, options }: Props<T>) {
  return (
    <ToggleGroup
      aria-label={label}
      className={styles.segments}
      value={[value]}
      onValueChange={(next: readonly T[]) => {
        const chosen = next[0];
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      {options.map((o) => (
        <Toggle key={o.value} value={o.value} className={styles.segment}>
          {o.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
