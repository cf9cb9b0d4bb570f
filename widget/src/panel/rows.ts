// The list as it is drawn, computed from the state: one row for each run of one author, for each
// event, and for what is asked or promised. Pure, so that every screen can be tested as data.

import type { Citation, KnownEntry, Profile } from '@baton/shared/facts.gen';
import type { Letter } from '@baton/shared/outbox';
import type { Item } from '@baton/shared/transcript';
import { daysAway, moment } from './moment.ts';
import { type PanelState, people, waits } from './state.ts';
import type { TMore } from './texts/text.ts';

/** A message of the assistant or of a person. */
export interface Said {
  key: string;
  text: string;
  at: string | number;
  seq: number;
  language: string | undefined;
  citations: readonly Citation[];
  template: string | undefined;
  state: 'posted' | 'edited' | 'deleted' | 'streaming';
}

/** A message of the visitor. */
export interface Mine {
  key: string;
  text: string;
  state: 'posted' | 'edited' | 'deleted' | 'kept' | 'failed';
}

/** What stands under the visitor's own messages. */
export type Meta =
  | { is: 'sending' | 'kept' | 'passed' | 'deleted' }
  | { is: 'time' | 'sent'; at: string }
  | { is: 'seen'; by: Profile | undefined; named: boolean }
  | { is: 'failed'; clientID: string; say: string };

export type Row = { key: string } & (
  | { is: 'day'; at: string | number }
  | { is: 'mine'; bubbles: Mine[]; meta: Meta; at: string | number; seq: number }
  | { is: 'assistant'; messages: Said[]; at: string | number }
  | { is: 'agent'; who: Profile; messages: Said[]; at: string | number }
  | { is: 'event'; text: string; at: string | undefined; good: boolean }
  | { is: 'joined'; who: Profile; from: Profile | undefined; at: string; replied: boolean }
  | { is: 'typing'; who: Profile | undefined }
  | { is: 'contact' | 'promise' | 'rating' }
);

const runWithin = 120_000;

/** Draws up the list. */
export function rowsOf(state: PanelState, t: TMore): Row[] {
  const list = new List(state, t);
  for (const item of state.chat?.transcript.items ?? []) list.add(item);
  for (const letter of state.letters) {
    const { chat } = state;
    const here = letter.conversation === (chat?.view.id ?? '') || letter.conversation === '';
    if (here) list.addLetter(letter);
  }
  return list.end();
}

class List {
  readonly #state: PanelState;
  readonly #t: TMore;
  readonly #rows: Row[] = [];
  readonly #people: Map<string, Profile>;
  /** Who had the conversation before the present person, while one hands on to the other. */
  #before: Profile | undefined;
  #last: Profile | undefined;
  #day = Number.NaN;
  #askedAt = Number.POSITIVE_INFINITY;
  readonly #spoken = new Set<string>();
  readonly #cardAt: number;

  constructor(state: PanelState, t: TMore) {
    this.#state = state;
    this.#t = t;
    this.#people = people(state.session, state.chat);
    this.#cardAt = cardAt(state);
  }

  add(item: Item): void {
    if (item.kind === 'event') this.#event(item.entry);
    else if (item.entry.by.kind === 'visitor') {
      const { entry, text, state } = item;
      const key = entry.client_id ?? `m${entry.seq}`;
      this.#mine({ key, text, state }, entry.at, entry.seq, { is: 'sent', at: entry.at });
    } else this.#said(item);
    if (item.entry.seq === this.#cardAt) this.#card();
  }

  addLetter({ client_id, text, state, written }: Letter): void {
    const live = this.#state.link.at === 'live' || !this.#state.away;
    if (state.is === 'failed') {
      const meta: Meta = { is: 'failed', clientID: client_id, say: state.refusal.say };
      this.#mine({ key: client_id, text, state: 'failed' }, written, 0, meta);
      return;
    }
    const sent = state.is === 'sent';
    const meta: Meta = sent ? { is: 'sent', at: state.at } : { is: live ? 'sending' : 'kept' };
    const bubble: Mine = { key: client_id, text, state: sent || live ? 'posted' : 'kept' };
    this.#mine(bubble, written, sent ? state.seq : 0, meta);
  }

  end(): Row[] {
    const { draft, typing, chat, aside } = this.#state;
    if (draft) {
      this.#assistant({
        key: `r${draft.run}`,
        text: draft.text,
        at: draft.at,
        seq: 0,
        language: undefined,
        citations: [],
        template: undefined,
        state: 'streaming',
      });
    } else if (typing) {
      const who = typing.by.kind === 'agent' ? this.#person(typing.by.id) : undefined;
      this.#rows.push({ is: 'typing', key: 'typing', who });
    }
    const { view } = chat ?? {};
    const ends = view?.state === 'resolved' && view.outcome !== 'abandoned';
    if (view && ends && !aside.has(`rate-${view.id}`)) {
      this.#rows.push({ is: 'rating', key: `rate-${view.id}` });
    }
    this.#marks();
    return this.#rows;
  }

  #person(id: string | undefined): Profile {
    return this.#people.get(id ?? '') ?? { id: id ?? '', name: this.#t('team') };
  }

  #date(at: string | number): void {
    const away = daysAway(at, 0);
    if (away === this.#day) return;
    this.#day = away;
    this.#rows.push({ is: 'day', key: `d${away}`, at });
  }

  #mine(bubble: Mine, at: string | number, seq: number, meta: Meta): void {
    this.#date(at);
    const row = this.#rows.at(-1);
    const joins = row?.is === 'mine' && near(row.at, at) && alike(row.meta, meta);
    if (joins) {
      row.bubbles.push(bubble);
      Object.assign(row, { meta, at, seq: seq || row.seq });
      return;
    }
    this.#rows.push({ is: 'mine', key: bubble.key, bubbles: [bubble], meta, at, seq });
  }

  #said({ entry, text, state }: Extract<Item, { kind: 'message' }>): void {
    const body = entry.kind === 'message.posted' ? entry.body : undefined;
    const said: Said = {
      key: body?.run ? `r${body.run}` : `m${entry.seq}`,
      text,
      at: entry.at,
      seq: entry.seq,
      language: body?.language,
      citations: body?.citations ?? [],
      template: body?.template,
      state,
    };
    if (entry.by.kind !== 'agent') {
      this.#assistant(said);
      return;
    }
    this.#date(entry.at);
    const who = this.#person(entry.by.id);
    this.#spoken.add(who.id);
    const row = this.#rows.at(-1);
    if (row?.is === 'agent' && row.who.id === who.id && near(row.at, entry.at)) {
      row.messages.push(said);
      row.at = entry.at;
    } else {
      this.#rows.push({ is: 'agent', key: said.key, who, messages: [said], at: entry.at });
    }
  }

  #assistant(said: Said): void {
    this.#date(said.at);
    const row = this.#rows.at(-1);
    const before = row?.is === 'assistant' ? row.messages.at(-1) : undefined;
    const goesOn = before?.citations.length === 0 && before.template === said.template;
    if (row?.is === 'assistant' && goesOn && near(row.at, said.at)) {
      row.messages.push(said);
      row.at = said.at;
    } else this.#rows.push({ is: 'assistant', key: said.key, messages: [said], at: said.at });
  }

  // Events ---------------------------------------------------------------------

  #event(entry: Exclude<KnownEntry, { kind: 'message.posted' | 'note.posted' }>): void {
    const t = this.#t;
    switch (entry.kind) {
      case 'agent.joined':
        this.#joined(entry);
        break;
      case 'agent.left': {
        const { agent, why } = entry.body;
        const { name } = agent;
        this.#before = why === 'transferred' ? agent : undefined;
        if (why === 'gone') this.#line(entry, t('dropped', { name }));
        if (why === 'follow_up') this.#line(entry, t('willAnswer', { name }));
        break;
      }
      case 'conversation.handed_back':
        this.#line(
          entry,
          t('handedBack', { name: entry.body.agent.name, assistant: this.#assistantName() }),
        );
        break;
      case 'handoff.requested':
        this.#askedAt = entry.seq;
        break;
      case 'handoff.cancelled':
        this.#line(entry, t('withdrawn'), true);
        break;
      case 'conversation.follow_up':
        this.#promised(entry);
        break;
      case 'field.collected':
        this.#given(entry);
        break;
      case 'conversation.resolved':
        this.#line(entry, this.#ended(entry));
        break;
      case 'conversation.reopened':
        this.#line(entry, t('reopened'));
        break;
    }
  }

  #joined(entry: Extract<KnownEntry, { kind: 'agent.joined' }>): void {
    const { agent, relieved } = entry.body;
    const from = relieved.kind === 'agent' ? this.#person(relieved.id) : this.#before;
    this.#before = undefined;
    this.#last = agent;
    if (this.#state.arriving?.id === agent.id) return;
    this.#date(entry.at);
    this.#rows.push({
      is: 'joined',
      key: `j${entry.seq}`,
      who: agent,
      from: from?.id === agent.id ? undefined : from,
      at: entry.at,
      replied: false,
    });
  }

  /** An address that was typed into its field is drawn as said; one from a message is there already. */
  #given(entry: Extract<KnownEntry, { kind: 'field.collected' }>): void {
    const text = entry.body.field.value;
    const row = this.#rows.at(-1);
    if (entry.by.kind !== 'visitor') return;
    if (row?.is === 'mine' && row.bubbles.some((b) => b.text.includes(text))) return;
    const bubble: Mine = { key: `f${entry.seq}`, text, state: 'posted' };
    this.#mine(bubble, entry.at, entry.seq, { is: 'sent', at: entry.at });
  }

  /** What was promised, once it is over; while it stands there is a card for it. */
  #promised(entry: Extract<KnownEntry, { kind: 'conversation.follow_up' }>): void {
    const due = entry.body.due_by;
    if (!due || this.#state.chat?.view.state === 'follow_up') return;
    const text = this.#t('answerBy', { time: moment(due, Date.parse(entry.at), this.#t) });
    this.#date(entry.at);
    this.#rows.push({ is: 'event', key: `e${entry.seq}`, text, at: undefined, good: false });
  }

  #ended(entry: Extract<KnownEntry, { kind: 'conversation.resolved' }>): string {
    if (entry.by.kind === 'visitor') return this.#t('endedYou');
    if (entry.by.kind !== 'agent') return this.#t('endedPlain');
    return this.#t('endedBy', { name: this.#person(entry.by.id).name });
  }

  #line(entry: { at: string; seq: number }, text: string, good = false): void {
    this.#date(entry.at);
    this.#rows.push({ is: 'event', key: `e${entry.seq}`, text, at: entry.at, good });
  }

  #assistantName(): string {
    return this.#state.site?.assistant ?? '';
  }

  #card(): void {
    const asks = this.#state.chat?.view.handoff?.asking_contact;
    this.#rows.push({ is: asks ? 'contact' : 'promise', key: 'card' });
  }

  // What is known of the visitor's own messages only at the end ------------------------

  #marks(): void {
    const { chat } = this.#state;
    const { team } = chat?.seen ?? { team: 0 };
    const passes = chat?.view.handoff?.open && chat.view.handoff.delivered;
    const lastSeen = this.#rows.findLastIndex((r) => r.is === 'mine' && r.seq > 0 && r.seq <= team);
    let spoken = false;
    let newest = true;
    for (let i = this.#rows.length - 1; i >= 0; i -= 1) {
      const row = this.#rows[i];
      if (row?.is === 'joined') {
        row.replied = spoken || !newest;
        newest = false;
      }
      if (row?.is !== 'mine') continue;
      spoken = true;
      if (row.bubbles.every((b) => b.state === 'deleted')) row.meta = { is: 'deleted' };
      if (row.meta.is !== 'sent') continue;
      const { at } = row.meta;
      if (i === lastSeen) row.meta = this.#seenBy(i);
      else if (i < lastSeen) row.meta = { is: 'time', at };
      else if (passes && row.seq > this.#askedAt) row.meta = { is: 'passed' };
    }
  }

  #seenBy(index: number): Meta {
    const by = this.#state.chat?.view.agent ?? this.#last;
    const said = this.#rows.slice(0, index).some((r) => r.is === 'agent' && r.who.id === by?.id);
    return { is: 'seen', by, named: !said };
  }
}

/** Messages that were not sent stand apart, those that are kept together. */
function alike(a: Meta, b: Meta): boolean {
  const apart = (m: Meta) => m.is === 'failed' || m.is === 'kept';
  return a.is !== 'failed' && (apart(a) || apart(b) ? a.is === b.is : true);
}

function near(a: string | number, b: string | number): boolean {
  return Math.abs(new Date(a).getTime() - new Date(b).getTime()) < runWithin;
}

/** After which entry the open question or promise of a later answer stands; 0 for none. */
function cardAt({ chat }: PanelState): number {
  const { view } = chat ?? {};
  if (!chat || !view?.handoff?.open || waits(view)) {
    const asks = chat && view?.handoff?.asking_contact;
    if (!asks) return 0;
  }
  const kinds = new Set<string>(
    view?.handoff?.asking_contact
      ? ['handoff.contact_asked']
      : ['conversation.follow_up', 'field.collected', 'promise.changed'],
  );
  return chat?.transcript.items.findLast((i) => kinds.has(i.entry.kind))?.entry.seq ?? 0;
}
