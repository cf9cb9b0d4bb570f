import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { Icon, type IconName } from './Icon.tsx';
import { tip } from './Tip.tsx';

export type Tone = 'quiet' | 'line' | 'primary' | 'danger' | 'note' | 'assist' | 'inverse';

export type ButtonProps = Omit<ComponentProps<'button'>, 'className' | 'style'> & {
  tone?: Tone;
  size?: 's' | 'm' | 'l';
  icon?: IconName;
  /** Shown at the end, such as a key cap or a small arrow. */
  trail?: ReactNode;
  /** Something is under way: shows it and takes no second press. */
  busy?: boolean;
};

export function Button(props: ButtonProps) {
  const {
    tone = 'quiet',
    size = 'm',
    icon,
    trail,
    busy = false,
    children,
    disabled,
    ...rest
  } = props;
  return (
    <button
      type="button"
      {...rest}
      className={styles.button}
      data-tone={tone}
      data-size={size}
      data-busy={busy || undefined}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
    >
      {icon && <Icon name={icon} size={size === 's' ? 's' : 'm'} points={pointing.has(icon)} />}
      {children !== undefined && <span className={styles.text}>{children}</span>}
      {trail}
    </button>
  );
}

const pointing: ReadonlySet<IconName> = new Set(['back', 'next', 'reply', 'send', 'door']);

export type IconButtonProps = Omit<ComponentProps<'button'>, 'className' | 'style' | 'children'> & {
  icon: IconName;
  /** The name, for screen readers and the tip. */
  label: string;
  tone?: Tone;
  size?: 's' | 'm';
  /** The chord to print in the tip. */
  keys?: string | undefined;
};

export function IconButton(props: IconButtonProps) {
  const { icon, label, tone = 'quiet', size = 'm', keys, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      {...tip(label, keys)}
      className={styles.button}
      data-tone={tone}
      data-size={size}
      data-icon-only=""
      aria-label={label}
    >
      <Icon name={icon} points={pointing.has(icon)} />
    </button>
  );
}

/** Two buttons that look like one: the usual way, and an arrow to the other ways. */
export function SplitButton({ children }: { children: ReactNode }) {
  return <span className={styles.split}>{children}</span>;
}
