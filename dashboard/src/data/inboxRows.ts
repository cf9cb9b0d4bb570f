// The rows of all lists, kept once, and moved along by pages from REST and by frames from the socket.
// A list is a question asked of the rows; nothing here knows of React or of the network.

import type { Schema } from './api.ts';

export type InboxRow = Schema['InboxRow'];
export type ListName = Schema['ListName'];
export type ListSort = Schema['ListSort'];
export type ListCounts = Schema['ListCounts'];
type Page = Schema['Inbox'];
type Preview = {
  conversation: string;
  by: Schema['Party'];
  text: string;
  at: string;
  turn?: string;
  unread?: number;
  name?: string;
  sla?: unknown;
};

export type Deadline = Schema['Deadline'];

export const listNames = [
  'mine',
  'queue',
  'assistant',
  'follow_up',
  'snoozed',
  'all',
  'resolved',
] as const;
export const listSorts = ['line', 'waiting', 'sla', 'newest', 'priority'] as const;

export interface InboxState {
  rows: ReadonlyMap<string, InboxRow>;
  /** Counts by site; the empty name stands for all sites. */
  counts: Readonly<Record<string, ListCounts>>;
  /** A row came of which nothing was known, so the counts may be off: ask again. */
  countsDoubtful: boolean;
}

export const emptyInbox: InboxState = { rows: new Map(), counts: {}, countsDoubtful: false };

/** More rows than this are not kept; the longest resolved go first. */
const mostRows = 3000;

/** Whether a row stands in a list, for the agent who looks. */
export function belongs(row: InboxRow, list: ListName, me: string): boolean {
  switch (list) {
    case 'mine':
      return isMine(row, me) && row.state === 'active';
    case 'queue':
      return inLine(row);
    case 'all':
      return row.state !== 'resolved';
    default:
      return row.state === list;
  }
}

export function isMine(row: InboxRow, me: string): boolean {
  return row.owner.kind === 'agent' && row.owner.id === me;
}

/** The open offers to an agent, the one that ends first in front. */
export function offersTo(state: InboxState, me: string): InboxRow[] {
  return [...state.rows.values()]
    .filter((row) => row.offer?.agents.includes(me))
    .sort((a, b) => (a.offer?.expires_at ?? '').localeCompare(b.offer?.expires_at ?? ''));
}

/** The rows of a list in its order at a moment. */
export function listRows(
  state: InboxState,
  list: ListName,
  sort: ListSort,
  site: string | undefined,
  me: string,
  now: number,
): InboxRow[] {
  const rows = [...state.rows.values()].filter(
    (row) => belongs(row, list, me) && (!site || row.site === site),
  );
  const wanted = list === 'resolved' && sort !== 'priority' ? 'newest' : sort;
  return rows.sort(wanted === 'line' ? lineAt(now) : orders[wanted]);
}

type Order = (a: InboxRow, b: InboxRow) => number;

const newest: Order = (a, b) =>
  lastAt(b) - lastAt(a) || a.conversation.localeCompare(b.conversation);

/** Who waits longest comes first: in line, then where it is our turn, then the rest by freshness. */
const waiting: Order = (a, b) => {
  const [since, other] = [waitsSince(a), waitsSince(b)];
  if (since !== undefined && other !== undefined)
    return since - other || a.conversation.localeCompare(b.conversation);
  if (since === undefined && other === undefined) return newest(a, b);
  return since === undefined ? 1 : -1;
};

const inLine = (row: InboxRow) => row.state === 'queued' || row.state === 'offered';

/** How long somebody may wait when no rule says otherwise, in seconds; as DefaultTarget in package routing. */
const usualTarget = 180;

const targetOf = (row: InboxRow) => 1000 * (row.target_seconds || usualTarget);

/** Since when a conversation is in line, in epoch milliseconds down to the microsecond. */
function entered(row: InboxRow): number {
  const at = row.entered_queue_at ?? row.started_at;
  const micros = /\.\d{3}(\d{1,3})/u.exec(at)?.[1]?.padEnd(3, '0') ?? '0';
  return Date.parse(at) + Number(micros) / 1000;
}

/** How far a wait has used up its target; whoever is ahead began with one target's lead. */
function score(row: InboxRow, now: number): number {
  const target = targetOf(row);
  return (now - entered(row) + (row.ahead ? target : 0)) / target;
}

/**
 * Who waits, in the order in which they should be taken, before all others: first who lost their person,
 * then by score. The twin of Line in package routing; both are held to routing/testdata/line.json.
 */
function lineAt(now: number): Order {
  return (a, b) => {
    if (!inLine(a) || !inLine(b)) return Number(inLine(b)) - Number(inLine(a)) || waiting(a, b);
    return (
      Number(b.front ?? false) - Number(a.front ?? false) ||
      (targetOf(a) === targetOf(b) && Boolean(a.ahead) === Boolean(b.ahead)
        ? 0
        : score(b, now) - score(a, now)) ||
      entered(a) - entered(b) ||
      (a.conversation < b.conversation ? -1 : 1)
    );
  };
}

/** By when a person owes something, in epoch milliseconds; what is due at no time comes last. */
function dueAt(row: InboxRow): number {
  return row.sla ? Date.parse(row.sla.due_at) : Number.POSITIVE_INFINITY;
}

const orders: Record<Exclude<ListSort, 'line'>, Order> = {
  waiting,
  sla: (a, b) => {
    const [due, other] = [dueAt(a), dueAt(b)];
    return due === other ? waiting(a, b) : due - other;
  },
  newest,
  priority: (a, b) => b.priority - a.priority || waiting(a, b),
};

/** Since when somebody waits for the team, in epoch milliseconds; undefined when nobody does. */
export function waitsSince(row: InboxRow): number | undefined {
  if (inLine(row) && row.entered_queue_at) return Date.parse(row.entered_queue_at);
  if (row.state === 'follow_up' && row.due_by) return Date.parse(row.due_by);
  if (row.state === 'active' && row.turn === 'team' && row.last) return Date.parse(row.last.at);
  return undefined;
}

export function lastAt(row: InboxRow): number {
  return Date.parse(row.last?.at ?? row.resolved_at ?? row.started_at);
}

/** What a page of a list tells. */
export function withPage(state: InboxState, page: Page, site: string | undefined): InboxState {
  const rows = new Map(state.rows);
  for (const row of page.rows) {
    const known = rows.get(row.conversation);
    if (!known || row.version >= known.version) rows.set(row.conversation, row);
  }
  return {
    rows: pruned(rows),
    counts: { ...state.counts, [site ?? '']: page.counts },
    countsDoubtful: false,
  };
}

/** A row that the socket pushed: it has no last line, turn and unread count, and of the visitor not all; those stay as known. */
export function withRow(state: InboxState, pushed: InboxRow, me: string): InboxState {
  const known = state.rows.get(pushed.conversation);
  if (known && known.version > pushed.version) return state;
  const row = known ? keepLine(known, pushed) : pushed;
  const rows = new Map(state.rows).set(row.conversation, row);
  if (!known) return { rows: pruned(rows), counts: state.counts, countsDoubtful: true };
  return { ...state, rows, counts: recount(state.counts, known, row, me) };
}

function keepLine(known: InboxRow, pushed: InboxRow): InboxRow {
  const { last, turn, unread, visitor } = known;
  return {
    ...(last ? { last } : {}),
    ...(turn ? { turn } : {}),
    ...(unread === undefined ? {} : { unread }),
    ...pushed,
    visitor: { ...visitor, ...pushed.visitor },
  };
}

/** The last line of a conversation. */
export function withPreview(state: InboxState, p: Preview, me: string): InboxState {
  const known = state.rows.get(p.conversation);
  if (!known || (known.last && Date.parse(known.last.at) > Date.parse(p.at))) return state;
  const { sla: _, ...lasting } = known;
  const sla = parseDeadline(p.sla);
  const row: InboxRow = {
    ...lasting,
    ...(sla ? { sla } : {}),
    last: { by: p.by, text: p.text, at: p.at },
    ...(p.turn === 'visitor' || p.turn === 'team' ? { turn: p.turn } : {}),
    ...(p.unread === undefined ? {} : { unread: p.unread }),
    ...(p.name ? { visitor: { ...known.visitor, name: p.name } } : {}),
  };
  return changed(state, known, row, me);
}

/** The team has read a conversation. */
export function withRead(state: InboxState, conversation: string): InboxState {
  const known = state.rows.get(conversation);
  if (!known?.unread) return state;
  return { ...state, rows: new Map(state.rows).set(conversation, { ...known, unread: 0 }) };
}

/** What an answer to one's own command says before the socket does. */
export function withChange(
  state: InboxState,
  patch: Partial<InboxRow> & Pick<InboxRow, 'conversation' | 'version'>,
  me: string,
): InboxState {
  const known = state.rows.get(patch.conversation);
  if (!known || known.version > patch.version) return state;
  const { offer: _, ...rest } = known;
  return changed(state, known, { ...rest, ...patch }, me);
}

export function withOnline(
  state: InboxState,
  conversation: string,
  online: boolean,
  page?: Schema['Page'],
): InboxState {
  const known = state.rows.get(conversation);
  if (!known) return state;
  const row: InboxRow = {
    ...known,
    visitor: { ...known.visitor, online },
    ...(page ? { page } : {}),
  };
  return { ...state, rows: new Map(state.rows).set(conversation, row) };
}

function changed(state: InboxState, known: InboxRow, row: InboxRow, me: string): InboxState {
  return {
    ...state,
    rows: new Map(state.rows).set(row.conversation, row),
    counts: recount(state.counts, known, row, me),
  };
}

const counted = ['mine', 'queue', 'assistant', 'follow_up', 'snoozed', 'all'] as const;

function recount(
  counts: InboxState['counts'],
  before: InboxRow,
  after: InboxRow,
  me: string,
): InboxState['counts'] {
  const delta: Partial<Record<keyof ListCounts, number>> = {};
  for (const list of counted)
    delta[list] = Number(belongs(after, list, me)) - Number(belongs(before, list, me));
  delta.mine_to_answer = Number(ourTurn(after, me)) - Number(ourTurn(before, me));
  if (Object.values(delta).every((d) => d === 0)) return counts;
  const next: Record<string, ListCounts> = { ...counts };
  for (const site of ['', after.site]) {
    const old = next[site];
    if (old) next[site] = add(old, delta);
  }
  return next;
}

/**
 * The counts of a site, or of all for ''. The server counts whose turn it is ahead of the last lines,
 * which come a little later; where all rows of Mine are known, the rows decide.
 */
export function countsOf(state: InboxState, site: string, me: string): ListCounts | undefined {
  const counts = state.counts[site];
  if (!counts) return undefined;
  const mine = [...state.rows.values()].filter(
    (row) => belongs(row, 'mine', me) && (!site || row.site === site),
  );
  if (mine.length !== counts.mine) return counts;
  return { ...counts, mine_to_answer: mine.filter((row) => ourTurn(row, me)).length };
}

function ourTurn(row: InboxRow, me: string): boolean {
  return isMine(row, me) && row.state === 'active' && row.turn === 'team';
}

function add(counts: ListCounts, delta: Partial<Record<keyof ListCounts, number>>): ListCounts {
  const plus = (key: keyof ListCounts) => Math.max(0, counts[key] + (delta[key] ?? 0));
  return {
    mine: plus('mine'),
    mine_to_answer: plus('mine_to_answer'),
    queue: plus('queue'),
    assistant: plus('assistant'),
    follow_up: plus('follow_up'),
    snoozed: plus('snoozed'),
    all: plus('all'),
  };
}

function pruned(rows: Map<string, InboxRow>): Map<string, InboxRow> {
  if (rows.size <= mostRows) return rows;
  const done = [...rows.values()]
    .filter((r) => r.state === 'resolved')
    .sort((a, b) => lastAt(a) - lastAt(b));
  for (const row of done.slice(0, rows.size - mostRows)) rows.delete(row.conversation);
  return rows;
}

export interface QueueDepth {
  waiting: number;
  /** Since when the first of them does, in epoch milliseconds. */
  since: number | undefined;
  /** When the first of them has waited too long, in epoch milliseconds. */
  due: number;
}

/** How many wait in the queue, since when, and until when none of them is late. */
export function queueDepth(state: InboxState): QueueDepth {
  const rows = [...state.rows.values()].filter(inLine);
  const since = rows.map(waitsSince).filter((x) => x !== undefined);
  return {
    waiting: state.counts['']?.queue ?? since.length,
    since: since.length > 0 ? Math.min(...since) : undefined,
    due: Math.min(Number.POSITIVE_INFINITY, ...rows.map(dueAt)),
  };
}

/** Reads a running clock; undefined when it is none. */
function parseDeadline(x: unknown): Deadline | undefined {
  if (typeof x !== 'object' || x === null) return undefined;
  const d = x as Partial<Deadline>;
  const fits = [d.clock, d.started_at, d.warn_at, d.due_at].every((v) => typeof v === 'string');
  return fits ? (d as Deadline) : undefined;
}

/** Reads a row as it came by socket; undefined when it is not one. */
export function parseRow(x: unknown): InboxRow | undefined {
  if (typeof x !== 'object' || x === null) return undefined;
  const row = x as Partial<InboxRow>;
  const fits =
    typeof row.conversation === 'string' &&
    typeof row.site === 'string' &&
    typeof row.state === 'string' &&
    typeof row.owner?.kind === 'string' &&
    typeof row.visitor?.id === 'string' &&
    typeof row.started_at === 'string' &&
    typeof row.version === 'number';
  return fits ? ({ ...row, priority: row.priority ?? 0 } as InboxRow) : undefined;
}
