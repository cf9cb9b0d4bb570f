import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import styles from './marks.module.css';

/** A count. Loud ones ask for something, quiet ones only tell. */
export function Badge({
  children,
  tone = 'loud',
}: {
  children: ReactNode;
  tone?: 'loud' | 'quiet' | 'danger';
}) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  );
}

type WordProps = {
  children: ReactNode;
  tone?: 'plain' | 'key' | 'accent' | 'assist' | 'good' | 'warn' | 'bad' | undefined;
  icon?: IconName | undefined;
};

/** A word for a state: heavier than a tag. */
export function StateWord({ children, tone = 'plain', icon }: WordProps) {
  return (
    <span className={styles.word} data-tone={tone} data-weight="strong">
      {icon && <Icon name={icon} size="s" />}
      {children}
    </span>
  );
}

export function Tag({ children, tone = 'plain', icon }: WordProps) {
  return (
    <span className={styles.word} data-tone={tone}>
      {icon && <Icon name={icon} size="s" />}
      {children}
    </span>
  );
}

/** Three dots that say that somebody is writing. */
export function Dots() {
  return (
    <span className={styles.dots} aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

export type Shade = 'available' | 'busy' | 'away' | 'offline';

/** A presence dot; its shape differs as well as its colour. */
export function PresenceDot({
  shade,
  hue,
}: {
  shade: Shade;
  /** Another colour of the palette, for a status of the installation's own. */
  hue?: 'success' | 'warning' | 'accent' | 'muted' | undefined;
}) {
  return <span className={styles.dot} data-shade={shade} data-hue={hue} aria-hidden="true" />;
}

/** How many conversations somebody has, of how many they may have: a bar each, up to six. */
export function Slots({ load, capacity }: { load: number; capacity: number }) {
  const full = load >= capacity;
  if (capacity > 6) return null;
  return (
    <span className={styles.slots} data-full={full || undefined} aria-hidden="true">
      {Array.from({ length: Math.max(capacity, load) }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: slots never move
        <i key={i} data-on={i < load || undefined} />
      ))}
    </span>
  );
}

/** A time that matters: neutral, near or late, by colour, icon and words. */
export function Timer(props: {
  near?: boolean;
  late?: boolean;
  boxed?: boolean;
  children: ReactNode;
}) {
  const { near = false, late = false, boxed = false, children } = props;
  const state = late ? 'late' : near ? 'near' : 'plain';
  return (
    <span className={styles.timer} data-state={state} data-boxed={boxed || undefined}>
      <Icon name={late ? 'alarm' : 'clock'} size="s" />
      <span>{children}</span>
    </span>
  );
}

/** The name of a room: its first heading, for screen readers only, since the eye has the rail. */
export function RoomTitle({ children }: { children: ReactNode }) {
  return <h1 className={styles.spoken}>{children}</h1>;
}

/** For screen readers only. */
export function Spoken({ children, ...rest }: { children: ReactNode; id?: string }) {
  return (
    <span {...rest} className={styles.spoken}>
      {children}
    </span>
  );
}
