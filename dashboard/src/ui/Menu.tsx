import {
  cloneElement,
  createContext,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useState,
} from 'react';
import type { IconName } from './Icon.tsx';

type Parts = typeof import('./menuParts.tsx');

let loaded: Parts | undefined;
let loading: Promise<Parts> | undefined;

/** Fetches the menu's own code, once. */
function load(): Promise<Parts> {
  loading ??= import('./menuParts.tsx').then((parts) => {
    loaded = parts;
    return parts;
  });
  return loading;
}

const PartsContext = createContext<Parts | undefined>(undefined);

type MenuProps = {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  align?: 'start' | 'end';
  side?: 'top' | 'bottom' | 'inline-end' | 'inline-start';
  children: ReactNode;
};

/** A button that opens a menu. Until it is first pressed it is a button only. */
export function Menu({ trigger, align = 'start', side = 'bottom', children }: MenuProps) {
  const [parts, setParts] = useState<Parts>();
  useEffect(() => {
    // Fetched in a quiet moment, so that the first press opens at once.
    const id = setTimeout(() => void load(), 1500);
    return () => clearTimeout(id);
  }, []);
  if (!parts) {
    const open = () => (loaded ? setParts(loaded) : void load().then(setParts));
    return cloneElement(trigger, {
      'aria-haspopup': 'menu',
      'aria-expanded': false,
      onPointerEnter: load,
      onClick: open,
    });
  }
  return (
    <PartsContext value={parts}>
      <parts.Root trigger={trigger} align={align} side={side}>
        {children}
      </parts.Root>
    </PartsContext>
  );
}

function useParts(): Parts {
  const parts = useContext(PartsContext);
  if (!parts) throw new Error('a menu item stands in a menu');
  return parts;
}

export type ItemProps = {
  icon?: IconName;
  keys?: string | undefined;
  tone?: 'plain' | 'danger';
  disabled?: boolean;
  /** A second line that explains, such as why it is not possible. */
  hint?: string | undefined;
  onSelect: () => void;
  children: ReactNode;
};

export function MenuItem(props: ItemProps) {
  const { Item } = useParts();
  return <Item {...props} />;
}

export type LinkProps = { icon?: IconName; href: string; children: ReactNode };

export function MenuLink(props: LinkProps) {
  const { LinkItem } = useParts();
  return <LinkItem {...props} />;
}

export type RadioProps<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode; mark?: ReactNode }[];
};

/** A choice of one. */
export function MenuRadios<T extends string>({ label, value, onChange, options }: RadioProps<T>) {
  const { Radios } = useParts();
  const choose = (next: string) => {
    const option = options.find((o) => o.value === next);
    if (option) onChange(option.value);
  };
  return <Radios label={label} value={value} onChange={choose} options={options} />;
}

export type GroupProps = { label: string; children: ReactNode };

export function MenuGroup(props: GroupProps) {
  const { Group } = useParts();
  return <Group {...props} />;
}

export function MenuLine() {
  const { Line } = useParts();
  return <Line />;
}
