import type { ComponentProps, ReactNode } from 'react';
import styles from './Chip.module.css';
import { Icon, type IconName } from './Icon.tsx';

type Props = Omit<ComponentProps<'button'>, 'className' | 'style'> & {
  /** It narrows what is shown, or is chosen. */
  on?: boolean;
  icon?: IconName;
  trail?: ReactNode;
};

export function Chip({ on = false, icon, trail, children, ...rest }: Props) {
  return (
    <button type="button" {...rest} className={styles.chip} data-on={on || undefined}>
      {icon && <Icon name={icon} size="s" />}
      <span className={styles.text}>{children}</span>
      {trail}
    </button>
  );
}
