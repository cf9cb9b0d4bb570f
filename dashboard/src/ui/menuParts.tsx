// The menu itself, loaded when somebody comes near one: positioning and focus take more code than
// everything else that the first paint needs.

import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { Keys } from './Keys.tsx';
import styles from './Menu.module.css';
import type { GroupProps, ItemProps, LinkProps, RadioProps } from './Menu.tsx';

type RootProps = {
  trigger: ReactElement<Record<string, unknown>>;
  align: 'start' | 'end';
  side: 'top' | 'bottom' | 'inline-end' | 'inline-start';
  children: ReactNode;
};

/** A menu that opens as soon as it is there, since it was asked for. */
export function Root({ trigger, align, side, children }: RootProps) {
  return (
    <Base.Root modal={false} defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align={align} side={side} sideOffset={4}>
          <Base.Popup className={styles.menu}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function Item({
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

export function LinkItem({ icon, href, children }: LinkProps) {
  return (
    <Base.LinkItem className={styles.item} href={href} target="_blank" rel="noopener">
      {icon && <Icon name={icon} />}
      <span className={styles.text}>{children}</span>
      <Icon name="external" size="s" />
    </Base.LinkItem>
  );
}

export function Radios({ label, value, onChange, options }: RadioProps<string>) {
  return (
    <Group label={label}>
      <Base.RadioGroup value={value} onValueChange={(next: string) => onChange(next)}>
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
    </Group>
  );
}

export function Group({ label, children }: GroupProps) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.label}>{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}

export function Line() {
  return <Base.Separator className={styles.line} />;
}
