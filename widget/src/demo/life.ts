// Writes a conversation down as the server would: entries in the visitor's form, numbered, with times.

import type { Entry, Expectation, KnownEntry, Party, Profile } from '@baton/shared/facts.gen';
import { applyToView, emptyView } from '@baton/shared/view';
import type { Snapshot } from '../panel/answers.ts';

type Kind = KnownEntry['kind'];
type BodyOf<K extends Kind> = Extract<KnownEntry, { kind: K }>['body'];

const visitor: Party = { kind: 'visitor', id: 'visitor-maria' };
const assistant: Party = { kind: 'assistant' };
const system: Party = { kind: 'system' };

export class Life {
  readonly id: string;
  readonly entries: Entry[] = [];
  #at: number;

  /** begins at this time, in ms. */
  constructor(at: number, id = 'conversation-demo') {
    this.id = id;
    this.#at = at;
    this.#add(visitor, 'conversation.started', {
      site: 'site-demo',
      visitor: 'visitor-maria',
      page: {},
    });
  }

  #add<K extends Kind>(by: Party, kind: K, body: BodyOf<K>, clientID?: string): this {
    const entry = {
      seq: this.entries.length + 1,
      at: new Date(this.#at).toISOString(),
      by,
      kind,
      body,
      ...(clientID && { client_id: clientID }),
    };
    this.entries.push(entry as unknown as Entry);
    return this;
  }

  /** Lets minutes pass. */
  wait(minutes: number): this {
    this.#at += minutes * 60_000;
    return this;
  }

  asks(text: string): this {
    return this.#add(visitor, 'message.posted', { text }, `client-${this.entries.length}-demo`);
  }

  answers(text: string, more: Partial<BodyOf<'message.posted'>> = {}): this {
    return this.#add(assistant, 'message.posted', { text, ...more });
  }

  says(agent: Profile, text: string): this {
    return this.#add({ kind: 'agent', id: agent.id }, 'message.posted', { text });
  }

  requested(promise: Expectation): this {
    return this.#add(visitor, 'handoff.requested', { handoff: 'handoff-demo', promise });
  }

  queued(): this {
    const entered = new Date(this.#at).toISOString();
    return this.#add(system, 'conversation.queued', { why: 'handoff', entered_at: entered });
  }

  delivered(): this {
    return this.#add(system, 'handoff.delivered', { handoff: 'handoff-demo' });
  }

  promised(promise: Expectation): this {
    return this.#add(system, 'promise.changed', { handoff: 'handoff-demo', promise });
  }

  followUp(due: string): this {
    return this.#add(system, 'conversation.follow_up', { why: 'closed', due_by: due });
  }

  askedContact(): this {
    return this.#add(assistant, 'handoff.contact_asked', { handoff: 'handoff-demo' });
  }

  gave(value: string): this {
    const field = { name: 'email', value, source: 'visitor' } as const;
    return this.#add(visitor, 'field.collected', { field });
  }

  offered(): this {
    const expires = new Date(this.#at + 20_000).toISOString();
    return this.#add(system, 'offer.made', { expires_at: expires });
  }

  lapsed(): this {
    return this.#add(system, 'offer.ended', { how: 'lapsed', closed: true });
  }

  joined(agent: Profile, relieved: Party = assistant): this {
    return this.#add({ kind: 'agent', id: agent.id }, 'agent.joined', { agent, relieved });
  }

  left(agent: Profile, why: 'transferred' | 'gone' | 'follow_up'): this {
    return this.#add(system, 'agent.left', { agent, why });
  }

  handedBack(agent: Profile): this {
    return this.#add({ kind: 'agent', id: agent.id }, 'conversation.handed_back', { agent });
  }

  cancelled(): this {
    return this.#add(visitor, 'handoff.cancelled', { handoff: 'handoff-demo', solved: true });
  }

  ended(agent?: Profile): this {
    const by: Party = agent ? { kind: 'agent', id: agent.id } : visitor;
    return this.#add(by, 'conversation.resolved', { outcome: 'solved' });
  }

  rated(score: number, segment: 'assistant_only' | 'after_handoff'): this {
    return this.#add(visitor, 'rating.given', { score, segment });
  }

  /** The conversation as a snapshot, seen by both sides up to these numbers. */
  snapshot(team = 0, seen = this.entries.length): Snapshot {
    const view = this.entries.reduce(applyToView, emptyView(this.id));
    const all = this.entries.length;
    return {
      id: this.id,
      view,
      entries: this.entries,
      has_earlier: false,
      seq: all,
      seen: { visitor: seen, team },
    };
  }
}
