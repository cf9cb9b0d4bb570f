// A Baton in the browser, for working on screens without a server: the same shapes, the same rules of
// the timeline, nothing stored. Never part of a production build.

import { applyEntry, emptyConversation } from '@baton/shared/conversation';
import type { Conversation, Entry, KnownEntry, Party } from '@baton/shared/facts.gen';
import type { Schema } from '../data/api.ts';
import type { Status } from '../data/presence.ts';

type Row = Schema['InboxRow'];
type Body<K extends KnownEntry['kind']> = Extract<KnownEntry, { kind: K }>['body'];

export interface Case {
  conversation: Conversation;
  entries: Entry[];
  visitor: Schema['VisitorRecord'];
  package: Body<'handoff.packaged'>['package'] | undefined;
  seen: Schema['SeenMarks'];
  drafts: Schema['KeptDrafts'];
  viewing: string[];
}

export type Listener = (frame: Record<string, unknown>) => void;

const hidden = new Set<KnownEntry['kind']>([
  'note.posted',
  'handoff.packaged',
  'handoff.delivered',
  'conversation.snoozed',
  'conversation.woken',
  'assistant.failed',
]);

export class House {
  readonly cases = new Map<string, Case>();
  readonly agents: Schema['Agent'][] = [];
  readonly sites: Schema['Site'][] = [];
  readonly articles: Schema['Article'][] = [];
  readonly teams: Schema['Team'][] = [];
  readonly skills: Schema['Skill'][] = [];
  readonly statuses: Schema['OwnStatus'][] = [];
  readonly devices: Schema['Device'][] = [];
  /** The applicationServerKey. */
  pushKey = 'BMockKey';
  /** By site. */
  readonly topics = new Map<string, Schema['Topics']>();
  readonly rules = new Map<string, Schema['RoutingRules']>();
  readonly listeners = new Set<Listener>();
  /** What cuts the line to each dashboard that has one. */
  readonly lines = new Set<() => void>();
  me = '';
  preferences: Record<string, unknown> = {};
  copilot: 'model' | 'built_in' = 'model';
  signedOut = false;
  /** Whether a page has loaded the widget. */
  seen = false;
  /** What fails, by name. */
  readonly failing = new Set<string>();
  #inbox = 0;

  tell(frame: Record<string, unknown>): void {
    for (const listener of [...this.listeners]) listener(frame);
  }

  get inboxSeq(): number {
    return this.#inbox;
  }

  agent(id: string): Schema['Agent'] {
    const found = this.agents.find((a) => a.id === id);
    if (!found) throw new Error(`no agent ${id}`);
    return found;
  }

  profile(id: string): Schema['Profile'] {
    const { name, title, picture } = this.agent(id);
    return { id, name, ...(title ? { title } : {}), ...(picture ? { picture } : {}) };
  }

  case(id: string): Case | undefined {
    return this.cases.get(id);
  }

  open(id: string, visitor: Schema['VisitorRecord']): Case {
    const c: Case = {
      conversation: emptyConversation(id),
      entries: [],
      visitor,
      package: undefined,
      seen: { visitor: 0, team: 0 },
      drafts: {},
      viewing: [],
    };
    this.cases.set(id, c);
    return c;
  }

  /** One more fact, told to everybody who listens. */
  add<K extends KnownEntry['kind']>(
    id: string,
    by: Party,
    kind: K,
    body: Body<K>,
    more: { at?: number; clientId?: string } = {},
  ): Entry {
    const c = this.cases.get(id);
    if (!c) throw new Error(`no conversation ${id}`);
    const entry = {
      seq: c.conversation.seq + 1,
      ...(hidden.has(kind) ? {} : { public_seq: c.conversation.public_seq + 1 }),
      at: new Date(more.at ?? Date.now()).toISOString(),
      by,
      kind,
      body,
      ...(more.clientId ? { client_id: more.clientId } : {}),
    } as unknown as Entry;
    c.entries.push(entry);
    c.conversation = applyEntry(c.conversation, entry);
    if (entry.kind === 'handoff.packaged') c.package = entry.body.package;
    if (entry.kind === 'field.collected') this.#know(c, entry.body.field);
    this.#count();
    this.tell({ t: 'entry', stream: `conversation:${id}`, entry });
    this.pushRow(id);
    if (entry.kind === 'message.posted') this.#preview(c, entry);
    return entry;
  }

  pushRow(id: string): void {
    const c = this.cases.get(id);
    if (!c) return;
    this.#inbox += 1;
    const { last: _, turn: __, unread: ___, ...row } = this.row(c);
    this.tell({ t: 'inbox', stream: `inbox:${c.conversation.site}`, seq: this.#inbox, row });
  }

  row(c: Case): Row {
    const v = c.conversation;
    const last = c.entries.findLast((e) => e.kind === 'message.posted');
    const { name, id, verified, location, online } = c.visitor;
    return {
      conversation: v.id,
      site: v.site,
      state: v.state,
      owner: v.owner,
      ...(v.agent ? { agent: v.agent } : {}),
      priority: v.priority,
      ...(v.handoff
        ? { reason: v.handoff.reason as NonNullable<Row['reason']>, promise: v.handoff.promise }
        : {}),
      ...(v.summary ? { summary: v.summary } : {}),
      ...(v.topic ? { topic: v.topic } : {}),
      ...(v.language ? { language: v.language } : {}),
      visitor: {
        id,
        verified,
        online,
        ...(name ? { name } : {}),
        ...(location ? { location } : {}),
      },
      page: c.visitor.page ?? v.page,
      ...(last?.kind === 'message.posted'
        ? { last: { by: last.by, text: last.body.text.slice(0, 200), at: last.at } }
        : {}),
      turn: v.turn_at ? 'team' : 'visitor',
      unread: this.unread(c),
      started_at: v.started_at,
      ...(v.entered_queue_at ? { entered_queue_at: v.entered_queue_at } : {}),
      ...(v.state === 'queued' || v.state === 'offered'
        ? {
            front: v.front ?? false,
            ahead: v.route?.ahead ?? false,
            target_seconds: v.route?.target_seconds ?? 0,
          }
        : {}),
      ...(v.due_by ? { due_by: v.due_by } : {}),
      ...(v.snoozed_until ? { snoozed_until: v.snoozed_until } : {}),
      ...(v.resolved_at ? { resolved_at: v.resolved_at } : {}),
      ...(v.outcome ? { outcome: v.outcome as NonNullable<Row['outcome']> } : {}),
      ...(v.offer ? { offer: { warm: false, ...v.offer } } : {}),
      ...owed(v),
      version: v.seq,
    };
  }

  unread(c: Case): number {
    return c.entries.filter(
      (e) => e.kind === 'message.posted' && e.by.kind === 'visitor' && e.seq > c.seen.team,
    ).length;
  }

  setStatus(id: string, status: Status, until?: string, own?: string): Schema['Presence'] {
    const agent = this.agent(id);
    const { until: _, own: __, ...rest } = agent.presence;
    agent.presence = {
      ...rest,
      status,
      shown: status,
      why: 'set',
      version: rest.version + 1,
      at: new Date().toISOString(),
      since: new Date().toISOString(),
      ...(until ? { until } : {}),
      ...(own ? { own } : {}),
    };
    this.tell({ t: 'presence', ...agent.presence });
    return agent.presence;
  }

  #preview(c: Case, entry: Extract<Entry, { kind: 'message.posted' }>): void {
    this.tell({
      t: 'preview',
      conversation: c.conversation.id,
      by: entry.by,
      text: entry.body.text.slice(0, 200),
      at: entry.at,
      turn: c.conversation.turn_at ? 'team' : 'visitor',
      unread: this.unread(c),
      ...owed(c.conversation),
    });
  }

  #know(c: Case, field: { name: string; value: string }): void {
    if (field.name === 'name') c.visitor.name = field.value;
    if (field.name === 'email') c.visitor.email = field.value;
    if (field.name === 'phone') c.visitor.phone = field.value;
  }

  #count(): void {
    for (const a of this.agents) {
      const load = [...this.cases.values()].filter(
        ({ conversation: v }) =>
          (v.state === 'active' && v.owner.id === a.id) || v.offer?.agents.includes(a.id),
      ).length;
      if (load === a.presence.load) continue;
      a.presence = {
        ...a.presence,
        load,
        version: a.presence.version + 1,
        at: new Date().toISOString(),
      };
      this.tell({ t: 'presence', ...a.presence });
    }
  }
}

/** What a person owes first, by the times of the mock's sites: three minutes live, and the promised time. */
function owed(v: Case['conversation']): Pick<Row, 'sla'> {
  const first = v.handoff && v.handoff.reason !== 'agent_takeover' && !v.first_response_at;
  const clock = first ? 'first_response' : 'next_response';
  const since = first ? v.handoff?.asked_at : v.turn_at;
  if (v.state === 'assistant' || v.state === 'resolved' || !since) return {};
  const from = Date.parse(since);
  const due = v.state === 'follow_up' && v.due_by ? Date.parse(v.due_by) : from + 180_000;
  const at = (ms: number) => new Date(ms).toISOString();
  return {
    sla: { clock, started_at: since, warn_at: at(from + 0.8 * (due - from)), due_at: at(due) },
  };
}
