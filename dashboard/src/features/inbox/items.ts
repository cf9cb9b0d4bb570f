// The list as it is drawn: headings and rows in one sequence, so that one virtual list holds both.

import type { InboxRow, ListName } from '../../data/inboxRows.ts';

export type GroupId = 'queue' | 'mine' | 'assistant';

export type ListItem =
  | { kind: 'group'; id: GroupId; count: number; folded: boolean }
  | { kind: 'row'; row: InboxRow; place: number };

export interface Group {
  id: GroupId;
  rows: readonly InboxRow[];
  /** How many there are on the server, which may be more than are loaded. */
  count: number;
  folded?: boolean;
}

/** A plain list has no headings; Mine stands between those who wait and those with the assistant. */
export function listItems(groups: readonly Group[], list: ListName): ListItem[] {
  const items: ListItem[] = [];
  const bare = groups.every((group) => group.rows.length === 0);
  let place = 0;
  for (const group of groups) {
    if (list === 'mine') {
      if (group.rows.length === 0 && (group.id !== 'mine' || bare)) continue;
      items.push({
        kind: 'group',
        id: group.id,
        count: group.count,
        folded: group.folded ?? false,
      });
      if (group.folded) continue;
    }
    for (const row of group.rows) {
      place += 1;
      items.push({ kind: 'row', row, place });
    }
  }
  return items;
}

export function rowsOf(items: readonly ListItem[]): InboxRow[] {
  return items.flatMap((item) => (item.kind === 'row' ? [item.row] : []));
}
