// Which times towards visitors ran short or out between two moments. Nothing here knows of React.

import { type InboxRow, isMine } from '../../data/inboxRows.ts';

export interface DueNews {
  row: InboxRow;
  /** The time has passed; else it is only short. */
  late: boolean;
}

/**
 * What an agent should hear of between two moments, in epoch milliseconds: their own conversations
 * that run short or late, and for supervisors whatever is late while nobody has it.
 */
export function dueNews(
  rows: Iterable<InboxRow>,
  from: number,
  to: number,
  me: string,
  supervises: boolean,
): DueNews[] {
  const within = (at: string) => Date.parse(at) > from && Date.parse(at) <= to;
  const out: DueNews[] = [];
  for (const row of rows) {
    const { sla, state } = row;
    if (!sla) continue;
    const mine = isMine(row, me) && state === 'active';
    const nobodys = supervises && (state === 'queued' || state === 'follow_up');
    if ((mine || nobodys) && within(sla.due_at)) out.push({ row, late: true });
    else if (mine && within(sla.warn_at) && Date.parse(sla.due_at) > to)
      out.push({ row, late: false });
  }
  return out;
}
