// The conversations that are there when the screen opens: one of each kind.

import type { Party } from '@baton/shared/facts.gen';
import type { Schema } from '../data/api.ts';
import type { House } from './house.ts';
import { anna, ben, bikes, chiara } from './people.ts';

const assistant: Party = { kind: 'assistant' };
const system: Party = { kind: 'system' };
const agent = (id: string): Party => ({ kind: 'agent', id });
const minute = 60_000;

interface Person {
  name?: string;
  place?: string;
  zone?: string;
  email?: string;
  verified?: boolean;
  locale?: string;
  online?: boolean;
  page?: Schema['Page'];
}

const order = { url: 'https://northwheel.example/orders/NW-20418', title: 'Order NW-20418' };
const fjord = { url: 'https://northwheel.example/bikes/fjord-40', title: 'Fjord 40 gravel bike' };
const chart = {
  url: 'https://northwheel.example/help/fjord-size-chart',
  title: 'Fjord size chart',
};

/** Writes one conversation, minutes ago at a time. */
class Story {
  readonly house: House;
  readonly id: string;
  readonly visitor: Party;
  #at: number;
  #run = 0;

  constructor(house: House, id: string, person: Person, minutesAgo: number) {
    this.house = house;
    this.id = id;
    this.visitor = { kind: 'visitor', id: `visitor-${id}` };
    this.#at = Date.now() - minutesAgo * minute;
    const page = person.page ?? fjord;
    house.open(id, {
      id: `visitor-${id}`,
      verified: person.verified ?? false,
      online: person.online ?? true,
      trail: [
        { ...page, at: new Date(this.#at).toISOString() },
        { ...chart, at: new Date(this.#at - 3 * minute).toISOString() },
        { ...fjord, at: new Date(this.#at - 7 * minute).toISOString() },
        {
          url: 'https://northwheel.example/',
          title: 'Northwheel',
          at: new Date(this.#at - 9 * minute).toISOString(),
        },
      ],
      past: [],
      page,
      device: 'Firefox on macOS',
      ...(person.name ? { name: person.name } : {}),
      ...(person.email ? { email: person.email } : {}),
      ...(person.place ? { location: person.place } : {}),
      ...(person.zone ? { timezone: person.zone } : {}),
      locale: person.locale ?? 'en',
    });
    house.add(
      id,
      this.visitor,
      'conversation.started',
      {
        site: bikes,
        visitor: `visitor-${id}`,
        language: person.locale ?? 'en',
        page: { ...page, referrer: 'https://news.northwheel.example/spring' },
      },
      { at: this.#at },
    );
  }

  after(seconds: number): this {
    this.#at += seconds * 1000;
    return this;
  }

  says(text: string): this {
    this.house.add(this.id, this.visitor, 'message.posted', { text }, { at: this.#at });
    return this;
  }

  answers(text: string, titles: string[] = []): this {
    this.#run += 1;
    const citations = titles.map((title) => ({
      article: `article-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
      title,
    }));
    const c = this.house.case(this.id);
    this.house.add(
      this.id,
      assistant,
      'message.posted',
      {
        text,
        run: `run-${this.id}-${this.#run}`,
        up_to: c?.conversation.visitor_seq ?? 0,
        confidence: 0.9,
        ...(citations.length > 0 ? { citations } : {}),
      },
      { at: this.#at },
    );
    return this;
  }

  knows(name: string, value: string): this {
    this.house.add(
      this.id,
      assistant,
      'field.collected',
      { field: { name, value, source: 'assistant' } },
      { at: this.#at },
    );
    return this;
  }

  asks(
    evidence: string,
    summary: string,
    topic: string,
    low: number,
    high: number,
    priority = 0,
    reason = 'explicit_request',
  ): this {
    const handoff = `handoff-${this.id}`;
    const made = new Date(this.#at).toISOString();
    const promise = {
      kind: 'range' as const,
      low_seconds: low,
      high_seconds: high,
      place: 1,
      made_at: made,
    };
    this.house.add(
      this.id,
      assistant,
      'message.posted',
      {
        text: `Of course. I’m asking our team to join us here. It usually takes **${low / 60} to ${high / 60} minutes**.\n\nThey can read everything above.`,
        template: 'told',
      },
      { at: this.#at },
    );
    this.house.add(
      this.id,
      this.visitor,
      'handoff.requested',
      { handoff, reason, triggers: [{ kind: 'asked_in_words', evidence }], promise },
      { at: this.#at },
    );
    this.house.add(
      this.id,
      system,
      'conversation.queued',
      { why: 'handoff', entered_at: made },
      { at: this.#at },
    );
    const c = this.house.case(this.id);
    this.house.add(
      this.id,
      system,
      'handoff.packaged',
      {
        package: {
          handoff,
          seq: c?.conversation.seq ?? 0,
          summary,
          topic,
          page: fjord,
          priority,
          by: 'extractive',
          sentiment: 'calm',
          points: ['Ordered last night', 'Knows the right size now'],
          fields: c?.conversation.fields ?? [],
        },
      },
      { at: this.#at },
    );
    this.house.add(
      this.id,
      system,
      'handoff.delivered',
      { handoff, destination: 'queue' },
      { at: this.#at },
    );
    return this;
  }

  joins(who: string): this {
    const c = this.house.case(this.id)?.conversation;
    this.house.add(
      this.id,
      agent(who),
      'agent.joined',
      {
        agent: this.house.profile(who),
        how: 'claim',
        relieved: c?.owner ?? system,
        ...(c?.entered_queue_at ? { queued_at: c.entered_queue_at } : {}),
      },
      { at: this.#at },
    );
    return this;
  }

  replies(who: string, text: string): this {
    this.house.add(this.id, agent(who), 'message.posted', { text }, { at: this.#at });
    return this;
  }

  notes(who: string, text: string): this {
    this.house.add(this.id, agent(who), 'note.posted', { text }, { at: this.#at });
    return this;
  }

  seen(): this {
    const c = this.house.case(this.id);
    if (c) c.seen = { visitor: c.conversation.seq, team: c.conversation.seq };
    return this;
  }

  read(): this {
    const c = this.house.case(this.id);
    if (c) c.seen = { ...c.seen, team: c.conversation.seq };
    return this;
  }
}

export function fillConversations(house: House): void {
  maria(house);
  new Story(
    house,
    'rosa-oliveira',
    {
      name: 'Rosa Oliveira',
      place: 'Porto',
      verified: true,
      page: { url: 'https://northwheel.example/account', title: 'Your account' },
    },
    6,
  )
    .says('Hello, there are two charges on my card.')
    .after(40)
    .answers('I’m sorry, I cannot see payments from here.')
    .after(50)
    .says('I was charged twice for the same wheelset')
    .asks(
      'charged twice',
      'Charged twice for the same wheelset, wants one payment back.',
      'billing',
      60,
      180,
      10,
      'sentiment',
    );
  new Story(
    house,
    'jonas-weber',
    {
      name: 'Jonas Weber',
      place: 'Berlin',
      locale: 'de',
      page: { url: 'https://northwheel.example/alto-3', title: 'Alto 3' },
    },
    2,
  )
    .says('Passt der Akku vom 2023er Modell auch?')
    .asks(
      'Akku vom 2023er Modell',
      'Asks if a 2023 battery fits the Alto 3, and wants a trade-in quote.',
      'pre_sale',
      60,
      120,
      0,
      'out_of_remit',
    );
  new Story(house, 'visitor-ghent', { place: 'Ghent', page: chart }, 1.5)
    .says('My brakes squeal since yesterday')
    .asks('talk to someone', 'Brakes squeal since yesterday.', 'technical', 120, 300);
  new Story(
    house,
    'kofi-danquah',
    { name: 'Kofi Danquah', place: 'Accra', email: 'kofi@mailbox.example' },
    22,
  )
    .says('My derailleur hanger is bent after the first ride.')
    .asks(
      'speak to a person',
      'Bent derailleur hanger after the first ride, asks about warranty.',
      'warranty',
      60,
      180,
    )
    .after(70)
    .joins(anna)
    .replies(anna, 'Hi Kofi, I’m Anna, happy to help! Could you send me a photo of the hanger?')
    .seen()
    .after(300)
    .says('Sent you a photo of the bent derailleur hanger by mail');
  new Story(house, 'pieter-vos', { name: 'Pieter Vos', place: 'Utrecht', online: false }, 75)
    .says('What torque for the stem bolts?')
    .asks('a human please', 'Asks for the torque of the stem bolts.', 'technical', 60, 180)
    .after(60)
    .joins(anna)
    .after(120)
    .replies(anna, 'The torque is 5 Nm on that stem, not 6.')
    .seen();
  house.add('pieter-vos', agent(anna), 'conversation.snoozed', { until: tomorrow().toISOString() });
  followUp(house);
  new Story(house, 'lea-moreau', { name: 'Léa Moreau', place: 'Lyon', locale: 'fr' }, 0.5)
    .says('Which lock is approved by my insurer?')
    .read();
  new Story(house, 'visitor-turin', { place: 'Turin' }, 3)
    .says('How wide can the tyres be on the Alto 3?')
    .after(8)
    .answers('The Alto 3 takes tyres up to 45 mm.', ['Fjord size chart'])
    .read();
  new Story(house, 'sven-berg', { name: 'Sven Berg', place: 'Oslo' }, 12)
    .says('Do you have the Fjord in blue?')
    .after(5)
    .answers('The Fjord 40 comes in moss, sand and night blue.')
    .read();
  new Story(house, 'ivy-chen', { name: 'Ivy Chen', place: 'Leeds' }, 40)
    .says('Where is my parcel?')
    .asks('a person', 'Asks where her parcel is.', 'orders', 60, 180)
    .after(50)
    .joins(chiara)
    .after(30)
    .replies(chiara, 'It left our warehouse this morning and should reach you tomorrow.');
  resolved(house);
}

function maria(house: House): void {
  const story = new Story(
    house,
    'maria-lindqvist',
    {
      name: 'Maria Lindqvist',
      place: 'Malmö, Sweden',
      zone: 'Europe/Stockholm',
      email: 'maria.l@mailbox.example',
      verified: true,
      page: order,
    },
    8,
  );
  story
    .says(
      'Hi! I ordered the Fjord 40 last night but I think I picked the wrong size. I’m 168 cm. Can I still change it? Order NW-20418',
    )
    .knows('order_number', 'NW-20418')
    .knows('height', '168 cm')
    .after(40)
    .answers(
      'At 168 cm the Fjord 40 fits best in size S (160 to 170 cm). Your order is already being prepared, so I cannot change it from here.',
      ['Fjord size chart', 'Change or cancel an order'],
    )
    .after(50)
    .says('Can I speak with someone real please?')
    .knows('change', 'M → S')
    .asks(
      'Can I speak with someone real please?',
      'Wants her Fjord 40 in size S instead of M, before it ships today at 16:00.',
      'order_change',
      60,
      120,
      10,
    )
    .after(84)
    .joins(anna)
    .replies(anna, 'Hi Maria, I’m Anna, happy to help! Holding your parcel now.')
    .seen()
    .after(50)
    .notes(anna, '@Ben please hold NW-20418, swap M for S (shelf C12)')
    .after(120)
    .says('Thank you!! Is there a price difference?')
    .after(15)
    .says('And should I keep the 42 cm handlebar?');
  const c = house.case('maria-lindqvist');
  if (!c) return;
  c.viewing = [ben];
  c.visitor.past = [
    {
      conversation: 'past-1-tubeless',
      state: 'resolved',
      summary: 'Tubeless tape leaks',
      agent: house.profile(anna),
      started_at: '2026-09-12T10:00:00Z',
      outcome: 'solved',
    },
    {
      conversation: 'past-2-invoice',
      state: 'resolved',
      summary: 'Invoice for company',
      started_at: '2026-06-03T10:00:00Z',
      outcome: 'solved',
    },
  ];
}

function followUp(house: House): void {
  const story = new Story(
    house,
    'hanna-bergstrom',
    { name: 'Hanna Bergström', place: 'Umeå', email: 'hanna@mailbox.example', online: false },
    90,
  );
  story.says('When does my replacement rim arrive?').after(5);
  const due = new Date(Date.now() + 100 * minute).toISOString();
  const made = new Date(Date.now() - 89 * minute).toISOString();
  house.add(story.id, story.visitor, 'handoff.requested', {
    handoff: 'handoff-hanna',
    reason: 'explicit_request',
    triggers: [{ kind: 'pressed_button' }],
    promise: { kind: 'by_time', by: due, made_at: made },
  });
  house.add(story.id, system, 'conversation.follow_up', { why: 'nobody_reachable', due_by: due });
  const c = house.case(story.id);
  if (c) {
    c.drafts = { reply: 'Your replacement rim left our warehouse this morning' };
    c.seen = { visitor: c.conversation.seq, team: c.conversation.seq };
  }
}

function resolved(house: House): void {
  const story = new Story(house, 'omar-haddad', { name: 'Omar Haddad', place: 'Lille' }, 180);
  story
    .says('Can I return a helmet I wore once?')
    .asks('someone real', 'Wants to return a worn helmet.', 'returns', 60, 180)
    .after(45)
    .joins(anna)
    .after(60)
    .replies(anna, 'Yes, within 30 days, if it has not had a knock.')
    .after(30)
    .says('Great, thank you!')
    .seen();
  house.add(story.id, agent(anna), 'conversation.resolved', { outcome: 'solved' });
  house.add(story.id, story.visitor, 'rating.given', {
    segment: 'after_handoff',
    score: 5,
    comment: 'So quick!',
    repeated: false,
  });
}

function tomorrow(): Date {
  const at = new Date(Date.now() + 86_400_000);
  at.setHours(9, 0, 0, 0);
  return at;
}
