import type { ReactNode } from 'react';
import { TextField } from './fields.tsx';

type Props = {
  label: ReactNode;
  value: number;
  most: number;
  /** What 0 means; the field is empty then and says so. */
  zero?: string | undefined;
  help?: ReactNode;
  error?: string | undefined;
  onChange: (value: number) => void;
};

/** A whole number from 0 on. */
export function NumberField({ label, value, most, zero, help, error, onChange }: Props) {
  return (
    <TextField
      label={label}
      type="number"
      inputMode="numeric"
      min={0}
      max={most}
      help={help}
      error={error}
      placeholder={zero}
      value={value === 0 && zero !== undefined ? '' : String(value)}
      onChange={(e) => onChange(e.target.value === '' ? 0 : Number(e.target.value))}
    />
  );
}
