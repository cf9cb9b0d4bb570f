// What agents' browsers know of a conversation, moved along entry by entry. It mirrors
// Conversation.Apply in chat/apply.go: the same entries give the same snapshot there and here,
// and the generated cases in testdata hold the two together.

import type {
  AgentJoined,
  Bar,
  ClockMark,
  Conversation,
  Entry,
  Field,
  Handoff,
  KnownEntry,
  MessagePosted,
  Offer,
  OfferEnded,
  Party,
  RatingGiven,
} from './facts.gen.ts';

const assistant: Party = { kind: 'assistant' };
const nobody: Party = { kind: 'nobody' };

/** New values for some properties; undefined takes an optional one away. */
type Patch = { [K in keyof Conversation]?: Conversation[K] | undefined };

/** A conversation before its first entry. */
export function emptyConversation(id: string): Conversation {
  return {
    id,
    site: '',
    visitor: '',
    state: 'assistant',
    owner: nobody,
    owner_epoch: 0,
    seq: 0,
    public_seq: 0,
    started_at: '',
    page: {},
    priority: 0,
    fields: [],
    last_message: { by: nobody },
    visitor_seq: 0,
    answered_seq: 0,
  };
}

/**
 * The conversation after an entry. Entries come in order and without holes; one that is already
 * part of the snapshot changes nothing, so a resumed stream may overlap it.
 */
export function applyEntry(c: Conversation, e: Entry): Conversation {
  if (e.seq <= c.seq) return c;
  const moved: Conversation = { ...c, seq: e.seq, public_seq: e.public_seq || c.public_seq };
  return e.kind === 'unknown' ? moved : applyFact(moved, e);
}

function applyFact(c: Conversation, e: KnownEntry): Conversation {
  switch (e.kind) {
    case 'conversation.started':
      return own(
        change(c, {
          site: e.body.site,
          visitor: e.body.visitor,
          started_at: e.at,
          language: some(e.body.language),
          page: e.body.page,
          previous: some(e.body.previous),
          contact: some(e.body.contact),
          state: 'assistant',
          fields: [],
        }),
        assistant,
      );
    case 'message.posted':
      return applyMessage(c, e, e.body);
    case 'field.collected':
      return collect(c, e.body.field);
    case 'handoff.requested':
    case 'handoff.contact_asked':
    case 'handoff.packaged':
    case 'handoff.delivered':
    case 'handoff.cancelled':
    case 'promise.changed':
      return applyHandoff(c, e);
    case 'conversation.routed':
      return unbar(change(c, { route: e.body.route }));
    case 'conversation.queued':
      return own(
        change(bar(e.body.why === 'offer_ended' ? c : unbar(c), e.body.barred), {
          state: 'queued',
          entered_queue_at: e.body.entered_at,
          first_queued_at: c.first_queued_at ?? e.body.entered_at,
          front: some(e.body.front),
          woken: e.body.why === 'offer_ended' ? c.woken : some(e.body.why === 'woken'),
          offer: undefined,
          follow_up_at: undefined,
        }),
        nobody,
      );
    case 'conversation.follow_up':
      return own(
        change(c, {
          state: 'follow_up',
          due_by: some(e.body.due_by),
          follow_up_at: e.at,
          offer: undefined,
          ...(c.handoff && e.body.why === 'chosen'
            ? { handoff: without(c.handoff, 'first_promise') }
            : {}),
        }),
        nobody,
      );
    case 'offer.made':
      return applyOffer(c, e.at, {
        id: e.body.offer ?? '',
        agents: e.body.agents ?? [],
        from: e.body.from ?? nobody,
        expires_at: e.body.expires_at,
        ...(e.body.note ? { note: e.body.note } : {}),
        ...(e.body.warm ? { warm: true } : {}),
        ...(e.body.why ? { why: e.body.why } : {}),
      });
    case 'offer.ended':
      return applyOfferEnded(c, e.body);
    case 'agent.joined':
      return applyJoined(c, e.at, e.body);
    case 'agent.left':
      return own(c, nobody);
    case 'conversation.handed_back':
      return own(
        change(c, {
          state: 'assistant',
          unanswered: undefined,
          offer: undefined,
          answered_seq: c.visitor_seq,
          turn_at: undefined,
        }),
        assistant,
      );
    case 'conversation.snoozed':
      return change(c, { state: 'snoozed', snoozed_until: e.body.until, offer: undefined });
    case 'conversation.woken':
      return change(c, { state: 'active', snoozed_until: undefined });
    case 'conversation.resolved':
      return own(
        closeHandoff(
          change(c, {
            state: 'resolved',
            outcome: some(e.body.outcome),
            resolved_at: e.at,
            offer: undefined,
            front: undefined,
            turn_at: undefined,
            follow_up_at: undefined,
          }),
        ),
        nobody,
      );
    case 'conversation.reopened':
      return own(
        change(c, { state: 'assistant', outcome: undefined, unanswered: undefined }),
        assistant,
      );
    case 'sla.warned':
      return mark(c, { ...e.body });
    case 'sla.breached':
      return mark(c, { ...e.body, breached: true });
    case 'rating.given':
      return applyRating(c, e.at, e.body);
    case 'note.posted':
    case 'message.edited':
    case 'message.deleted':
    case 'handoff.failed':
    case 'assistant.failed':
    case 'visitor.event':
    case 'visitor.identified':
      return c; // they change texts or say something; nothing that rules decide on
    default:
      return unreachable(e);
  }
}

function applyMessage(c: Conversation, e: KnownEntry, m: MessagePosted): Conversation {
  const said = change(c, { last_message: { by: e.by, at: e.at, seq: e.seq } });
  if (e.by.kind === 'visitor')
    return change(said, {
      visitor_seq: e.seq,
      language: m.language || c.language,
      turn_at: c.turn_at ?? e.at,
    });
  if (e.by.kind === 'agent' && !m.template)
    return change(said, {
      turn_at: undefined,
      follow_up_at: undefined,
      first_response_at: c.first_response_at ?? e.at,
    });
  if (e.by.kind !== 'assistant') return said;
  const upTo = m.up_to ?? 0;
  const answered: Patch = {
    answered_seq: Math.max(c.answered_seq, upTo),
    turn_at: c.state === 'assistant' ? undefined : c.turn_at,
  };
  if (m.unanswered) return change(said, { ...answered, unanswered: (c.unanswered ?? 0) + 1 });
  return change(said, upTo > 0 ? { ...answered, unanswered: undefined } : answered);
}

/** Of each clock the latest note is kept. */
function mark(c: Conversation, m: ClockMark): Conversation {
  return change(c, { marks: [...(c.marks ?? []).filter((o) => o.clock !== m.clock), m] });
}

function collect(c: Conversation, field: Field): Conversation {
  const known = c.fields.some((f) => f.name === field.name);
  const fields = known
    ? c.fields.map((f) => (f.name === field.name ? field : f))
    : [...c.fields, field];
  if (field.name !== 'email' && field.name !== 'phone') return change(c, { fields });
  return change(c, {
    fields,
    contact: some(field.value),
    handoff: c.handoff && without(c.handoff, 'asking_for'),
  });
}

type HandoffEntry = Extract<
  KnownEntry,
  {
    kind:
      | 'handoff.requested'
      | 'handoff.contact_asked'
      | 'handoff.packaged'
      | 'handoff.delivered'
      | 'handoff.cancelled'
      | 'promise.changed';
  }
>;

function applyHandoff(c: Conversation, e: HandoffEntry): Conversation {
  if (e.kind === 'handoff.requested') {
    const reason = e.body.reason ?? '';
    const handoff: Handoff = {
      id: e.body.handoff,
      reason,
      category: category(reason),
      promise: e.body.promise,
      asked_at: e.at,
      packaged: false,
      delivered: false,
      open: true,
      ...(e.body.triggers ? { triggers: e.body.triggers } : {}),
    };
    return change(c, {
      handoff,
      unanswered: undefined,
      answered_seq: c.visitor_seq,
      first_response_at: undefined,
      follow_up_at: undefined,
      turn_at: c.turn_at ?? (reason === 'agent_takeover' ? undefined : e.at),
    });
  }
  const h = c.handoff;
  if (!h) return c;
  switch (e.kind) {
    case 'handoff.contact_asked':
      return change(c, { handoff: { ...h, asking_for: 'contact' } });
    case 'handoff.packaged': {
      const { summary, topic, priority } = e.body.package;
      const packaged: Handoff = {
        ...without(h, 'summary'),
        packaged: true,
        ...(summary ? { summary } : {}),
      };
      return change(c, { handoff: packaged, summary: some(summary), topic: some(topic), priority });
    }
    case 'handoff.delivered':
      return change(c, { handoff: { ...h, delivered: true } });
    case 'promise.changed':
      return change(c, {
        handoff: { ...h, first_promise: h.first_promise ?? h.promise, promise: e.body.promise },
      });
    case 'handoff.cancelled':
      return own(
        change(closeHandoff(c), {
          state: 'assistant',
          offer: undefined,
          front: undefined,
          answered_seq: c.visitor_seq,
          turn_at: undefined,
          follow_up_at: undefined,
        }),
        assistant,
      );
    default:
      return unreachable(e);
  }
}

/** The coarse class of a reason, as analytics counts it. */
function category(reason: string): string {
  if (reason === 'low_confidence' || reason === 'out_of_remit') return 'knowledge_gap';
  return reason === 'sentiment' || reason === 'unsafe' ? 'emotional' : 'complex';
}

function closeHandoff(c: Conversation): Conversation {
  return c.handoff
    ? change(c, { handoff: { ...without(c.handoff, 'asking_for'), open: false } })
    : c;
}

function applyOffer(c: Conversation, at: string, offer: Offer): Conversation {
  if (offer.warm) return change(c, { offer });
  const waits = c.state === 'queued' || c.state === 'offered';
  // Passed on cold: the visitor waits from now on.
  const since = waits ? {} : { entered_queue_at: at, front: true };
  return own(change(c, { offer, state: 'offered', ...since }), nobody);
}

function applyOfferEnded(c: Conversation, f: OfferEnded): Conversation {
  const offer = c.offer;
  if (!offer || offer.id !== (f.offer ?? '')) return c;
  const agent = f.agent ?? '';
  const told = bar(c, f.barred_until ? { agent, until: f.barred_until } : undefined);
  if (!f.closed) {
    const agents = offer.agents.filter((a) => a !== agent);
    return change(told, { offer: { ...offer, agents } });
  }
  const missed = !f.warm && f.how !== 'withdrawn';
  return change(told, {
    offer: undefined,
    misses: missed ? (c.misses ?? 0) + 1 : c.misses,
  });
}

/** Whoever had their chance is passed over for a while. */
function bar(c: Conversation, b: Bar | undefined): Conversation {
  if (!b) return c;
  return change(c, { bars: [...(c.bars ?? []).filter((o) => o.agent !== b.agent), b] });
}

/** Whoever had their chance gets another: a person has it, or it is routed elsewhere. */
function unbar(c: Conversation): Conversation {
  return change(c, { misses: undefined, bars: undefined });
}

function applyJoined(c: Conversation, at: string, f: AgentJoined): Conversation {
  const joined = own(
    change(unbar(c), {
      state: 'active',
      agent: f.agent,
      human_joined: true,
      offer: undefined,
      front: undefined,
      woken: undefined,
    }),
    { kind: 'agent', id: f.agent.id },
  );
  const h = joined.handoff;
  return closeHandoff(h?.open ? change(joined, { handoff: { ...h, joined_at: at } }) : joined);
}

function applyRating(c: Conversation, at: string, f: RatingGiven): Conversation {
  const first = c.rating?.segment === f.segment ? c.rating.at : at;
  return change(c, { rating: { ...f, at: first } });
}

/** A new owner raises the epoch, which fences off whatever the former one still wants to write. */
function own(c: Conversation, owner: Party): Conversation {
  if (c.owner_epoch > 0 && c.owner.kind === owner.kind && c.owner.id === owner.id) return c;
  return { ...c, owner, owner_epoch: c.owner_epoch + 1 };
}

/** The value, or nothing where the server leaves an empty one out. */
function some<T>(v: T | undefined): T | undefined {
  return v || undefined;
}

function without<T extends object, K extends keyof T>(x: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = x;
  return rest;
}

function change(c: Conversation, patch: Patch): Conversation {
  const next: Conversation & Patch = { ...c, ...patch } as Conversation; // the loop makes it one
  for (const key of Object.keys(patch)) {
    if (patch[key as keyof Patch] === undefined) delete next[key as keyof Patch];
  }
  return next;
}

function unreachable(x: never): never {
  throw new Error(`no rule for ${JSON.stringify(x)}`);
}
