import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { type ComponentProps, type ReactNode, useId } from 'react';
import styles from './fields.module.css';
import { Icon } from './Icon.tsx';

type Shared = {
  label: ReactNode;
  /** One line that helps before anything is wrong. */
  help?: ReactNode;
  /** What is wrong and what to do. */
  error?: string | undefined;
  optional?: string | undefined;
};

type FrameProps = Shared & { id: string; children: ReactNode };

function Frame({ id, label, help, error, optional, children }: FrameProps) {
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
        {optional && <span className={styles.optional}>{optional}</span>}
      </label>
      {children}
      {error ? (
        <p className={styles.error} id={`${id}-say`} role="alert">
          <Icon name="alarm" size="s" />
          {error}
        </p>
      ) : (
        help && (
          <p className={styles.help} id={`${id}-say`}>
            {help}
          </p>
        )
      )}
    </div>
  );
}

type Plain<T extends 'input' | 'textarea' | 'select'> = Omit<
  ComponentProps<T>,
  'className' | 'style'
>;

export function TextField({ label, help, error, optional, ...rest }: Shared & Plain<'input'>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Frame id={id} {...{ label, help, error, optional }}>
      <input
        {...rest}
        id={id}
        className={styles.input}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || help ? `${id}-say` : undefined}
      />
    </Frame>
  );
}

export function TextArea({ label, help, error, optional, ...rest }: Shared & Plain<'textarea'>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Frame id={id} {...{ label, help, error, optional }}>
      <textarea
        rows={4}
        {...rest}
        id={id}
        className={styles.area}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || help ? `${id}-say` : undefined}
      />
    </Frame>
  );
}

export function SelectField({
  label,
  help,
  error,
  optional,
  children,
  ...rest
}: Shared & Plain<'select'>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Frame id={id} {...{ label, help, error, optional }}>
      <select
        {...rest}
        id={id}
        className={styles.select}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || help ? `${id}-say` : undefined}
      >
        {children}
      </select>
    </Frame>
  );
}

/** An input without the frame, for tables and lines; its name comes by aria-label. */
export function BareInput(props: Plain<'input'> & { 'aria-label': string }) {
  return <input {...props} className={styles.input} />;
}

/** A select without the frame, for tables and lines; its name comes by aria-label. */
export function BareSelect(props: Plain<'select'> & { 'aria-label': string }) {
  return <select {...props} className={styles.select} />;
}

type SwitchProps = {
  label: ReactNode;
  help?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
};

export function Switch({ label, help, checked, disabled = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className={styles.switchLine}>
      <BaseSwitch.Root
        id={id}
        className={styles.switch}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        aria-describedby={help ? `${id}-say` : undefined}
      >
        <BaseSwitch.Thumb className={styles.thumb} />
      </BaseSwitch.Root>
      <div>
        <label htmlFor={id}>{label}</label>
        {help && (
          <p className={styles.help} id={`${id}-say`}>
            {help}
          </p>
        )}
      </div>
    </div>
  );
}

type CheckProps = Omit<ComponentProps<'input'>, 'className' | 'style' | 'type'> & {
  label: ReactNode;
};

export function Checkbox({ label, ...rest }: CheckProps) {
  return (
    <label className={styles.check}>
      <input type="checkbox" {...rest} />
      <span>{label}</span>
    </label>
  );
}

type RadioCardProps<T extends string> = {
  name: string;
  value: T;
  chosen: T | undefined;
  onChange: (value: T) => void;
  label: ReactNode;
  help?: ReactNode;
};

/** One of several answers to a question, with a line that explains it. */
export function RadioCard<T extends string>({
  name,
  value,
  chosen,
  onChange,
  label,
  help,
}: RadioCardProps<T>) {
  return (
    <label className={styles.card} data-chosen={chosen === value || undefined}>
      <input
        type="radio"
        name={name}
        value={value}
        checked={chosen === value}
        onChange={() => onChange(value)}
      />
      <span>
        <span className={styles.cardLabel}>{label}</span>
        {help && <span className={styles.help}>{help}</span>}
      </span>
    </label>
  );
}
