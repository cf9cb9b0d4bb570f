// What one row says, as plain values: the component only draws them.

import type { Glimpse } from '../../data/glimpse.ts';
import { type InboxRow, isMine, waitsSince } from '../../data/inboxRows.ts';
import { topicLabel } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { byWhen, type Clock, clockOf, shortAgo, waitLength } from '../../text/time.ts';
import type { IconName } from '../../ui/Icon.tsx';

export type RowClock = ({ kind: 'timer' } & Clock) | { kind: 'time'; text: string };

export type RowLine =
  | { kind: 'typing' }
  | { kind: 'draft'; text: string }
  | { kind: 'said'; by: string; text: string }
  | { kind: 'nothing'; text: string };

export interface RowState {
  text: string;
  tone: 'plain' | 'accent' | 'assist' | 'good' | 'warn';
  icon?: IconName;
}

const hour = 3_600_000;

/** The time at the end of the first line: what a person owes while it is near, else how long it is ago. */
export function rowClock(row: InboxRow, now: number): RowClock {
  const clock = row.sla && clockOf(row.sla, now);
  if (row.sla && clock && (clock.late || clock.near || Date.parse(row.sla.due_at) - now < hour))
    return { kind: 'timer', ...clock };
  const since = waitsSince(row);
  if (row.state !== 'follow_up' && since !== undefined) {
    return {
      kind: 'timer',
      text: t('row.waits', { time: waitLength(now - since) }),
      near: false,
      late: false,
    };
  }
  return { kind: 'time', text: shortAgo(row.last?.at ?? row.started_at, now) };
}

/** The second line: what happens now, what was left unsent, or what was said last. */
export function rowLine(
  row: InboxRow,
  glimpse: Glimpse | undefined,
  draft: string | undefined,
  me: string,
): RowLine {
  if (glimpse?.typing.some((x) => x.by.kind === 'visitor')) return { kind: 'typing' };
  if (draft) return { kind: 'draft', text: draft };
  if (!row.last) return { kind: 'nothing', text: row.summary || t('row.nothingYet') };
  // After a handoff the last line is the assistant's promise; what the visitor wants says more.
  if (row.summary && row.last.by.kind === 'assistant' && row.state !== 'assistant')
    return { kind: 'said', by: '', text: row.summary };
  return { kind: 'said', by: author(row, me), text: row.last.text };
}

function author(row: InboxRow, me: string): string {
  const by = row.last?.by;
  if (by?.kind === 'assistant') return t('row.by', { name: t('party.assistant') });
  if (by?.kind !== 'agent') return '';
  if (by.id === me) return t('row.by', { name: t('party.you') });
  return row.agent?.id === by.id
    ? t('row.by', { name: row.agent?.name ?? '' })
    : t('row.by', { name: t('party.team') });
}

/** The word for a state that is not plain. */
export function rowState(
  row: InboxRow,
  glimpse: Glimpse | undefined,
  me: string,
  now: number,
): RowState | undefined {
  if (row.offer?.agents.includes(me)) return { text: t('state.offeredToYou'), tone: 'accent' };
  switch (row.state) {
    case 'queued':
      return { text: t('state.queued'), tone: 'plain' };
    case 'offered':
      return { text: t('state.offered'), tone: 'plain' };
    case 'assistant':
      if (glimpse?.draft || row.turn === 'team')
        return { text: t('state.answering'), tone: 'assist', icon: 'spark' };
      return { text: t('state.visitorsTurn'), tone: 'assist', icon: 'spark' };
    case 'follow_up':
      return row.due_by
        ? { text: t('state.followUpDue', { when: byWhen(row.due_by, now) }), tone: 'plain' }
        : { text: t('state.followUp'), tone: 'plain' };
    case 'snoozed':
      return row.snoozed_until
        ? {
            text: t('state.until', { when: byWhen(row.snoozed_until, now) }),
            tone: 'plain',
            icon: 'moon',
          }
        : { text: t('state.snoozed'), tone: 'plain', icon: 'moon' };
    case 'resolved':
      return row.outcome === 'abandoned'
        ? { text: t('state.abandoned'), tone: 'warn' }
        : { text: t('state.resolved'), tone: 'good', icon: 'check' };
    case 'active':
      return row.offer
        ? { text: t('state.transferring'), tone: 'plain', icon: 'transfer' }
        : undefined;
  }
}

/** At most two tags: the topic, and the language when it is not the site's. */
export function rowTags(row: InboxRow, siteLocale: string | undefined): string[] {
  const tags: string[] = [];
  if (row.topic) tags.push(topicLabel(row.topic));
  if (row.language && siteLocale && base(row.language) !== base(siteLocale))
    tags.push(languageName(row.language));
  return tags.slice(0, 2);
}

export function languageName(code: string): string {
  try {
    return (
      new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'language' }).of(
        base(code),
      ) ?? code
    );
  } catch {
    return code;
  }
}

function base(code: string): string {
  return code.split(/[-_]/u)[0]?.toLowerCase() ?? code;
}

/** Something in it is for us to read. */
export function isUnread(row: InboxRow): boolean {
  return (row.unread ?? 0) > 0 && row.state !== 'resolved' && row.state !== 'assistant';
}

/** Whose face stands at the end: a colleague's, where it is not the reader's own. */
export function showsOwner(row: InboxRow, me: string): boolean {
  return row.owner.kind === 'agent' && !isMine(row, me);
}
