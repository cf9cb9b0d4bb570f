import type { ReactNode } from 'react';
import { Button, type ButtonProps, IconButton, type Tone } from '../ui/Button.tsx';
import type { IconName } from '../ui/Icon.tsx';
import { Keys } from '../ui/Keys.tsx';
import { MenuItem } from '../ui/Menu.tsx';
import { tip } from '../ui/Tip.tsx';
import type { ActionId } from './table.ts';
import { useAction } from './useActions.ts';

type Props = {
  action: ActionId;
  tone?: Tone;
  size?: NonNullable<ButtonProps['size']>;
  icon?: IconName;
  /** Other words than the action's own, where the place says the rest. */
  children?: ReactNode;
  /** Prints the key caps on the button. */
  showKeys?: boolean;
};

/** A button for an action. It is not there when the action is not, and says why when it cannot. */
export function ActionButton({
  action,
  tone = 'line',
  size = 'm',
  icon,
  children,
  showKeys = false,
}: Props) {
  const { label, keys, ariaKeys, absent, why, run } = useAction(action);
  if (absent) return null;
  const blocked = why !== undefined;
  const button = (
    <Button
      tone={tone}
      size={size}
      {...(icon ? { icon } : {})}
      {...(blocked || showKeys || !keys ? {} : tip(label, keys))}
      aria-keyshortcuts={ariaKeys}
      disabled={blocked}
      onClick={run}
      trail={showKeys && keys ? <Keys chord={keys} /> : undefined}
    >
      {children ?? label}
    </Button>
  );
  // A disabled button hears no pointer, so what is around it says why.
  return blocked ? <span {...tip(why)}>{button}</span> : button;
}

export function ActionIconButton({
  action,
  icon,
  tone = 'quiet',
  size = 'm',
}: {
  action: ActionId;
  icon: IconName;
  tone?: Tone;
  size?: 's' | 'm';
}) {
  const { label, keys, ariaKeys, absent, why, run } = useAction(action);
  if (absent) return null;
  return (
    <IconButton
      icon={icon}
      tone={tone}
      size={size}
      label={why ?? label}
      keys={keys}
      aria-keyshortcuts={ariaKeys}
      aria-disabled={why !== undefined || undefined}
      onClick={run}
    />
  );
}

export function ActionMenuItem({
  action,
  icon,
  tone = 'plain',
}: {
  action: ActionId;
  icon: IconName;
  tone?: 'plain' | 'danger';
}) {
  const { label, keys, absent, why, run } = useAction(action);
  if (absent) return null;
  return (
    <MenuItem
      icon={icon}
      keys={keys}
      tone={tone}
      hint={why}
      disabled={why !== undefined}
      onSelect={run}
    >
      {label}
    </MenuItem>
  );
}
