import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect } from 'react';
import styles from './InboxList.module.css';
import type { ListItem } from './items.ts';

type Props = {
  label: string;
  items: readonly ListItem[];
  scroller: RefObject<HTMLDivElement | null>;
  rowHeight: number;
  groupHeight: number;
  /** The conversation whose row must stay on the page, since it has the focus. */
  focused: string | undefined;
  /** Called when the last rows come into view. */
  onEnd: () => void;
  render: (item: ListItem) => ReactNode;
};

/** A list of any length, of which only what is seen is on the page. */
export function VirtualRows({
  label,
  items,
  scroller,
  rowHeight,
  groupHeight,
  focused,
  onEnd,
  render,
}: Props) {
  const total = items.reduce((n, item) => n + Number(item.kind === 'row'), 0);
  const keep = items.findIndex((item) => item.kind === 'row' && item.row.conversation === focused);
  const virtual = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => (items[i]?.kind === 'group' ? groupHeight : rowHeight),
    getItemKey: (i) => keyOf(items[i]),
    overscan: 8,
    directDomUpdates: true,
    directDomUpdatesMode: 'position',
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      return keep < 0 || seen.includes(keep) ? seen : [...seen, keep].sort((a, b) => a - b);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights changed, so what was measured is void
  useEffect(() => virtual.measure(), [virtual, rowHeight, groupHeight]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  const atEnd = items.length > 0 && last >= items.length - 5;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again as the list grows
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, items.length]);
  return (
    // biome-ignore lint/a11y/noRedundantRoles: without list marks Safari drops the role
    <ul ref={virtual.containerRef} className={styles.rows} role="list" aria-label={label}>
      {shown.map((v) => {
        const item = items[v.index];
        if (!item) return null;
        return (
          <li
            key={v.key}
            ref={virtual.measureElement}
            data-index={v.index}
            className={styles.item}
            {...(item.kind === 'row' ? { 'aria-setsize': total, 'aria-posinset': item.place } : {})}
          >
            {render(item)}
          </li>
        );
      })}
    </ul>
  );
}

function keyOf(item: ListItem | undefined): string {
  if (!item) return '';
  return item.kind === 'group' ? `group-${item.id}` : item.row.conversation;
}
