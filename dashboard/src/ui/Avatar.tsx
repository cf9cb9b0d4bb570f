import type { ReactNode } from 'react';
import styles from './Avatar.module.css';
import { Icon, type IconName } from './Icon.tsx';

type Size = 'xs' | 's' | 'm' | 'l' | 'xl';

type Props = {
  /** Decides the hue, so a person keeps theirs. */
  id: string;
  name: string;
  picture?: string | undefined;
  size?: Size;
  /** Sits on the lower corner: a channel or a presence dot. */
  mark?: ReactNode;
};

/** A person's picture, or their initials. Decoration: their name stands beside it. */
export function Avatar({ id, name, picture, size = 'm', mark }: Props) {
  const face = picture ? (
    <img className={styles.avatar} data-size={size} src={picture} alt="" />
  ) : (
    <span className={styles.avatar} data-size={size} data-hue={hue(id)} aria-hidden="true">
      {initials(name)}
    </span>
  );
  if (!mark) return face;
  return (
    <span className={styles.marked} data-size={size}>
      {face}
      <span className={styles.mark}>{mark}</span>
    </span>
  );
}

/** The assistant's sign, where people have a picture. */
export function AssistantAvatar({ size = 'm' }: { size?: Size }) {
  return (
    <span className={styles.avatar} data-size={size} data-assistant="" aria-hidden="true">
      <Icon name="spark" size={size === 'm' || size === 'l' ? 'm' : 's'} />
    </span>
  );
}

export function ChannelMark({ icon }: { icon: IconName }) {
  return <Icon name={icon} size="s" />;
}

/** One of six hues, the same for the same id everywhere. */
export function hue(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return (sum % 6) + 1;
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const [first = '', last = ''] = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const letters = last
    ? [...first].slice(0, 1).concat([...last].slice(0, 1))
    : [...first].slice(0, 2);
  return letters.join('').toLocaleUpperCase();
}
