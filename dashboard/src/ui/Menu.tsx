import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import { Keys } from './Keys.tsx';
import styles from './Menu.module.css';

type MenuProps = {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  align?: 'start' | 'end';
  side?: 'top' | 'bottom' | 'inline-end' | 'inline-start';
  children: ReactNode;
};

export function Menu({ trigger, align = 'start', side = 'bottom', children }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align={align} side={side} sideOffset={4}>
          <Base.Popup className={styles.menu}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type ItemProps = {
  icon?: IconName;
  keys?: string | undefined;
  tone?: 'plain' | 'danger';
  disabled?: boolean;
  /** A second line that explains, such as why it is not possible. */
  hint?: string | undefined;
  onSelect: () => void;
  children: ReactNode;
};

export function MenuItem({
  icon,
  keys,
  tone = 'plain',
  disabled = false,
  hint,
  onSelect,
  children,
}: ItemProps) {
  return (
    <Base.Item className={styles.item} data-tone={tone} disabled={disabled} onClick={onSelect}>
      {icon && <Icon name={icon} />}
      <span className={styles.text}>
        {children}
        {hint && <small className={styles.hint}>{hint}</small>}
      </span>
      {keys && <Keys chord={keys} />}
    </Base.Item>
  );
}

export function MenuLink({
  icon,
  href,
  children,
}: {
  icon?: IconName;
  href: string;
  children: ReactNode;
}) {
  return (
    <Base.LinkItem className={styles.item} href={href} target="_blank" rel="noopener">
      {icon && <Icon name={icon} />}
      <span className={styles.text}>{children}</span>
      <Icon name="external" size="s" />
    </Base.LinkItem>
  );
}

type RadioProps<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode; mark?: ReactNode }[];
};

export function MenuRadios<T extends string>({ label, value, onChange, options }: RadioProps<T>) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.label}>{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: T) => onChange(next)}>
        {options.map((o) => (
          <Base.RadioItem key={o.value} className={styles.item} value={o.value} closeOnClick>
            {o.mark}
            <span className={styles.text}>{o.label}</span>
            <Base.RadioItemIndicator className={styles.chosen}>
              <Icon name="check" />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.label}>{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}

export function MenuLine() {
  return <Base.Separator className={styles.line} />;
}
