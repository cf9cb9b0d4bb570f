import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import styles from './Tabs.module.css';

export type TabOption<T extends string> = {
  value: T;
  label: ReactNode;
  icon?: IconName;
  /** After the words: a count, a sign. */
  trail?: ReactNode;
};

type Props<T extends string> = {
  label: string;
  value: T | null;
  onChange: (value: T) => void;
  tabs: readonly TabOption<T>[];
  /** Stands at the end of the line of tabs. */
  end?: ReactNode;
  tone?: 'accent' | 'note';
  size?: 's' | 'm';
  /** The panels, or the one panel. */
  children?: ReactNode;
  className?: string | undefined;
};

export function Tabs<T extends string>(props: Props<T>) {
  const {
    label,
    value,
    onChange,
    tabs,
    end,
    tone = 'accent',
    size = 'm',
    children,
    className,
  } = props;
  return (
    <Base.Root
      value={value}
      onValueChange={(next: T | null) => next !== null && onChange(next)}
      className={className}
    >
      <div className={styles.line} data-tone={tone} data-size={size}>
        <Base.List className={styles.list} aria-label={label} activateOnFocus={false}>
          {tabs.map((tab) => (
            <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
              {tab.icon && <Icon name={tab.icon} points={tab.icon === 'reply'} />}
              {tab.label}
              {tab.trail}
            </Base.Tab>
          ))}
        </Base.List>
        {end}
      </div>
      {children}
    </Base.Root>
  );
}

export function TabPanel({
  value,
  children,
  className,
}: {
  value: string;
  children: ReactNode;
  className?: string | undefined;
}) {
  return (
    <Base.Panel value={value} className={className ?? styles.panel}>
      {children}
    </Base.Panel>
  );
}
