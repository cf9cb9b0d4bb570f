import type { Entry } from '@baton/shared/facts.gen';
import type { Schema } from '../data/api.ts';
import { belongs, type ListName, listNames } from '../data/inboxRows.ts';
import { copilotAnswer } from './copilot.ts';
import { deviceRoutes } from './devices.ts';
import { settleHours } from './hours.ts';
import type { Case, House } from './house.ts';
import { fillPeople } from './people.ts';
import { Refusal } from './refusal.ts';
import { belongFromPeople, routingRoutes, transferTo } from './routing.ts';

/** A call of an operation, as the mock answers it. */
export interface Call {
  house: House;
  body: Record<string, unknown>;
  query: URLSearchParams;
  params: string[];
}

export type Handler = (call: Call) => unknown;

const nothing = undefined;

/** The operations of the API, as far as the dashboard asks for them. */
export const routes: [string, RegExp, Handler][] = [
  ...routingRoutes,
  ...deviceRoutes,
  ['POST', /^\/auth\/sign-in$/, ({ house, body }) => signIn(house, String(body['password'] ?? ''))],
  ['POST', /^\/auth\/refresh$/, ({ house }) => grant(house)],
  ['POST', /^\/auth\/sign-out(-everywhere)?$/, () => nothing],
  ['POST', /^\/auth\/ticket$/, () => ({ ticket: 'mock-ticket', expires_at: soon(30) })],
  ['GET', /^\/setup$/, ({ house }) => ({ needed: house.me === '', token: 'right' })],
  ['POST', /^\/setup$/, ({ house, body }) => completeSetup(house, body)],
  ['GET', /^\/me$/, ({ house }) => me(house)],
  ['PATCH', /^\/me$/, ({ house, body }) => changeMe(house, body)],
  ['PUT', /^\/me\/password$/, () => nothing],
  ['PUT', /^\/me\/status$/, ({ house, body }) => setStatus(house, house.me, body)],
  ['GET', /^\/agents$/, ({ house }) => ({ agents: house.agents })],
  [
    'POST',
    /^\/agents\/([^/]+)\/status$/,
    ({ house, params, body }) => setStatus(house, params[0] ?? '', body),
  ],
  ['POST', /^\/agents$/, ({ house, body }) => newAgent(house, body)],
  [
    'PATCH',
    /^\/agents\/([^/]+)$/,
    ({ house, params, body }) => changeAgent(house, params[0] ?? '', body),
  ],
  ['GET', /^\/sites$/, ({ house }) => ({ sites: house.sites })],
  ['POST', /^\/sites$/, ({ house, body }) => newSite(house, body)],
  [
    'PATCH',
    /^\/sites\/([^/]+)$/,
    ({ house, params, body }) => changeSite(house, params[0] ?? '', body),
  ],
  ['GET', /^\/sites\/([^/]+)\/install$/, ({ house, params }) => install(house, params[0] ?? '')],
  ['GET', /^\/sites\/([^/]+)\/identity$/, () => ({ set: false })],
  ['POST', /^\/sites\/([^/]+)\/identity$/, () => newSecret()],
  ['GET', /^\/inbox$/, ({ house, query }) => inbox(house, query)],
  ['GET', /^\/search$/, ({ house, query }) => search(house, query.get('q') ?? '')],
  [
    'GET',
    /^\/conversations\/([^/]+)$/,
    ({ house, params }) => snapshot(house, find(house, params[0])),
  ],
  [
    'GET',
    /^\/conversations\/([^/]+)\/entries$/,
    () => ({ entries: [], has_earlier: false, has_later: false }),
  ],
  ['PATCH', /^\/conversations\/([^/]+)\/entries\/(\d+)$/, (c) => edit(c)],
  ['DELETE', /^\/conversations\/([^/]+)\/entries\/(\d+)$/, (c) => remove(c)],
  ['POST', /^\/conversations\/([^/]+)\/claim$/, (c) => claim(c)],
  ['POST', /^\/conversations\/([^/]+)\/(release|hand-back|follow-up)$/, (c) => leave(c)],
  ['POST', /^\/conversations\/([^/]+)\/transfer$/, (c) => transfer(c)],
  [
    'POST',
    /^\/conversations\/([^/]+)\/offers\/([^/]+)\/(accept|decline|withdraw)$/,
    (c) => answer(c),
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/resolve$/,
    (c) =>
      changed(c, (id, by) => [c.house.add(id, by, 'conversation.resolved', { outcome: 'solved' })]),
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/snooze$/,
    (c) =>
      changed(c, (id, by) => [
        c.house.add(id, by, 'conversation.snoozed', { until: String(c.body['until']) }),
      ]),
  ],
  [
    'PUT',
    /^\/conversations\/([^/]+)\/fields$/,
    (c) =>
      changed(c, (id, by) => [
        c.house.add(id, by, 'field.collected', {
          field: { name: String(c.body['name']), value: String(c.body['value']), source: 'agent' },
        }),
      ]),
  ],
  ['PUT', /^\/conversations\/([^/]+)\/(draft|seen)$/, () => nothing],
  ['POST', /^\/conversations\/([^/]+)\/notes$/, (c) => note(c)],
  ['POST', /^\/conversations\/([^/]+)\/assign$/, (c) => assign(c)],
  [
    'GET',
    /^\/conversations\/([^/]+)\/copilot$/,
    ({ house, params }) => pane(find(house, params[0]), house.copilot),
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/copilot\/(drafts|ask)$/,
    ({ params }) => copilotAnswer(params[1] === 'ask'),
  ],
  ['POST', /^\/copilot\/drafts\/([^/]+)\/disposition$/, () => nothing],
  ['GET', /^\/copilot\/status$/, ({ house }) => status(house)],
  [
    'GET',
    /^\/sites\/([^/]+)\/articles$/,
    ({ house, params, query }) => articles(house, params[0] ?? '', query.get('q') ?? ''),
  ],
  [
    'POST',
    /^\/sites\/([^/]+)\/articles$/,
    ({ house, params, body }) => saveArticle(house, params[0] ?? '', undefined, body),
  ],
  [
    'POST',
    /^\/sites\/([^/]+)\/articles\/import$/,
    ({ house, params, body }) => importArticles(house, params[0] ?? '', body),
  ],
  [
    'GET',
    /^\/sites\/([^/]+)\/articles\/([^/]+)$/,
    ({ house, params }) => article(house, params[1] ?? ''),
  ],
  [
    'PUT',
    /^\/sites\/([^/]+)\/articles\/([^/]+)$/,
    ({ house, params, body }) => saveArticle(house, params[0] ?? '', params[1], body),
  ],
  [
    'DELETE',
    /^\/sites\/([^/]+)\/articles\/([^/]+)$/,
    ({ house, params }) =>
      void house.articles.splice(
        house.articles.findIndex((a) => a.id === params[1]),
        1,
      ),
  ],
];

const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

function setStatus(house: House, id: string, body: Record<string, unknown>): Schema['Presence'] {
  const own = house.statuses.find((s) => s.id === body['own']);
  return house.setStatus(
    id,
    own?.stands_for ?? (body['status'] as Schema['Status']),
    body['until'] as string | undefined,
    own?.id,
  );
}

function me(house: House): Schema['Me'] {
  return { agent: house.agent(house.me), preferences: house.preferences };
}

function grant(house: House): Schema['Session'] {
  if (!house.me || house.signedOut) throw new Refusal(401, 'signed_out', 'You are signed out.');
  return { access_token: 'mock', expires_at: soon(600), session: 'session-mock', me: me(house) };
}

function completeSetup(house: House, body: Record<string, unknown>): Schema['SetupDone'] {
  if (String(body['password']).startsWith('password'))
    throw new Refusal(
      400,
      'invalid',
      'This password is one of the first that anybody would try. Choose another one.',
      'password',
    );
  const site = newSite(house, body['site'] as Record<string, unknown>);
  house.sites.splice(0, house.sites.length, site);
  fillPeople(house, 'admin');
  house.agents.splice(1);
  Object.assign(house.agent(house.me), { name: body['name'], email: body['email'] });
  return { session: grant(house), site };
}

function signIn(house: House, password: string): Schema['Session'] {
  if (password === 'wrong')
    throw new Refusal(401, 'signed_out', 'This email address and password do not belong together.');
  house.signedOut = false;
  return grant(house);
}

function changeMe(house: House, body: Record<string, unknown>): Schema['Me'] {
  const { preferences, picture, ...rest } = body;
  Object.assign(house.agent(house.me), rest);
  if (typeof picture === 'string')
    house.agent(house.me).picture = picture ? `data:image/png;base64,${picture}` : '';
  if (preferences) house.preferences = preferences as Record<string, unknown>;
  return me(house);
}

function newAgent(house: House, body: Record<string, unknown>): Schema['AgentWithPassword'] {
  const first = house.agent(house.me);
  const id = `agent-new-${house.agents.length}`;
  const agent: Schema['Agent'] = {
    ...first,
    ...(body as Partial<Schema['Agent']>),
    id,
    presence: {
      agent: id,
      version: 1,
      at: new Date().toISOString(),
      why: 'set',
      status: 'offline',
      shown: 'offline',
      reachable: false,
      load: 0,
      capacity: Number(body['capacity'] ?? 4),
    },
  };
  settleHours(agent);
  house.agents.push(agent);
  return { agent, ...(body['password'] ? {} : { password: 'lively-otter-quilt-92' }) };
}

function changeAgent(
  house: House,
  id: string,
  body: Record<string, unknown>,
): Schema['AgentWithPassword'] {
  const { reset_password, version, ...rest } = body;
  const before = house.agent(id);
  if (version !== undefined && version !== before.version)
    throw new Refusal(409, 'conflict', 'Somebody changed this person meanwhile.', undefined, {
      present: { agent: { ...before } },
    });
  const teams = (rest['teams'] ?? []) as string[];
  const missing = teams.find((team) => !house.teams.some((t) => t.id === team));
  if (missing) throw new Refusal(400, 'invalid', `There is no team "${missing}".`, 'teams');
  settleHours({ ...rest });
  const agent = Object.assign(before, rest, { version: before.version + 1 });
  settleHours(agent);
  if (rest['capacity'] !== undefined)
    agent.presence = { ...agent.presence, capacity: Number(rest['capacity']) };
  belongFromPeople(house, agent);
  return { agent, ...(reset_password ? { password: 'lively-otter-quilt-92' } : {}) };
}

function newSite(house: House, body: Record<string, unknown>): Schema['Site'] {
  const first = house.sites[0];
  if (!first) throw new Refusal(500, 'internal', 'The mock has no site.');
  const site = {
    ...first,
    ...(body as Partial<Schema['Site']>),
    id: `site-new-${house.sites.length}`,
    key: `new${house.sites.length}`,
    version: 1,
  };
  house.sites.push(site);
  return site;
}

function changeSite(house: House, id: string, body: Record<string, unknown>): Schema['Site'] {
  const site = house.sites.find((s) => s.id === id);
  if (!site) throw new Refusal(404, 'not_found', 'There is no such site.');
  const { version, ...rest } = body;
  if (version !== undefined && version !== site.version)
    throw new Refusal(409, 'conflict', 'Somebody changed this site while you were editing.');
  const domains = rest['domains'] as string[] | undefined;
  const bad = domains?.find((d) => !d.includes('.') && !d.startsWith('localhost'));
  if (bad)
    throw new Refusal(400, 'invalid', 'Write the whole host, such as shop.example.com.', 'domains');
  settleHours({ ...rest });
  return Object.assign(site, rest, { version: site.version + 1 });
}

function newSecret(): Schema['IdentitySecret'] {
  return {
    secret: 'only-for-development-0123456789abcdef-only-for-development-01234',
    state: { set: true, created_at: new Date().toISOString() },
  };
}

function install(house: House, id: string): Schema['Install'] {
  const site = house.sites.find((s) => s.id === id);
  const origin = 'https://chat.northwheel.example';
  return {
    snippet: `<script async src="${origin}/widget.js?site=${site?.key}"></script>`,
    csp: [
      { directive: 'script-src', source: origin },
      { directive: 'frame-src', source: origin },
    ],
    domains: site?.domains ?? [],
    ...(house.seen
      ? { first_seen_at: new Date().toISOString(), first_seen_on: 'www.northwheel.example' }
      : {}),
  };
}

function inbox(house: House, query: URLSearchParams): Schema['Inbox'] {
  const site = query.get('site');
  const rows = [...house.cases.values()]
    .map((c) => house.row(c))
    .filter((r) => !site || r.site === site);
  const count = (list: ListName) => rows.filter((r) => belongs(r, list, house.me)).length;
  const name = listNames.find((l) => l === query.get('list')) ?? 'mine';
  return {
    rows: rows.filter((r) => belongs(r, name, house.me)),
    counts: {
      mine: count('mine'),
      mine_to_answer: rows.filter((r) => belongs(r, 'mine', house.me) && r.turn === 'team').length,
      queue: count('queue'),
      assistant: count('assistant'),
      follow_up: count('follow_up'),
      snoozed: count('snoozed'),
      all: count('all'),
    },
    streams: house.sites.map((s) => ({ stream: `inbox:${s.id}`, seq: house.inboxSeq })),
    epoch: 'mock',
  };
}

function search(house: House, q: string): Schema['SearchResult'] {
  const hits = [...house.cases.values()].flatMap((c): Schema['SearchHit'][] => {
    const row = house.row(c);
    const at = row.last?.at ?? row.started_at;
    const base = {
      conversation: row.conversation,
      site: row.site,
      state: row.state,
      visitor: row.visitor,
      at,
    };
    if (row.visitor.name?.toLowerCase().includes(q.toLowerCase()))
      return [{ ...base, where: 'visitor', excerpt: row.summary ?? row.last?.text ?? '' }];
    const hit = c.entries.find(
      (e) => e.kind === 'message.posted' && e.body.text.toLowerCase().includes(q.toLowerCase()),
    );
    return hit?.kind === 'message.posted'
      ? [{ ...base, where: 'message', excerpt: hit.body.text, seq: hit.seq }]
      : [];
  });
  return { hits };
}

function find(house: House, id: string | undefined): Case {
  const c = house.case(id ?? '');
  if (!c) throw new Refusal(404, 'not_found', 'This conversation does not exist.');
  return c;
}

function snapshot(house: House, c: Case): Schema['ConversationSnapshot'] {
  if (house.failing.has('conversation'))
    throw new Refusal(503, 'unavailable', 'The database took longer than 5 s.');
  return {
    conversation: { ...c.conversation },
    seq: c.conversation.seq,
    epoch: 'mock',
    entries: c.entries.map((e) => ({ ...e })),
    has_earlier: false,
    visitor: c.visitor,
    ...(c.package ? { package: { ...c.package } } : {}),
    seen: c.seen,
    drafts: c.drafts,
    deadlines: [],
    viewing: c.viewing,
  };
}

function changed(
  { house, params }: Call,
  fn: (id: string, by: { kind: 'agent'; id: string }) => Entry[],
): Schema['Changed'] {
  const c = find(house, params[0]);
  const entries = fn(c.conversation.id, { kind: 'agent', id: house.me });
  return { conversation: { ...c.conversation }, entries: entries.map((e) => ({ ...e })) };
}

function claim(call: Call): Schema['Changed'] {
  const { house, body } = call;
  const me = house.agent(house.me);
  return changed(call, (id, by) => {
    const c = find(house, id).conversation;
    const { load, capacity } = me.presence;
    if (c.owner.id !== me.id && load >= capacity && !body['force'])
      throw new Refusal(
        409,
        'conflict',
        `You have ${load} of ${capacity} conversations. Finish or pass on one first.`,
      );
    const other = c.owner.kind === 'agent' && c.owner.id !== me.id && c.state === 'active';
    if (other && body['relieves'] !== c.owner.id)
      throw new Refusal(
        409,
        'conflict',
        `${house.agent(c.owner.id ?? '').name} has this conversation.`,
      );
    const before =
      c.state === 'resolved' ? [house.add(id, by, 'conversation.reopened', { why: 'agent' })] : [];
    if (c.state === 'snoozed') return [house.add(id, by, 'conversation.woken', { why: 'agent' })];
    return [
      ...before,
      house.add(id, by, 'agent.joined', {
        agent: house.profile(house.me),
        how: 'claim',
        relieved: c.owner,
        ...(c.entered_queue_at && c.state !== 'resolved' ? { queued_at: c.entered_queue_at } : {}),
      }),
      house.add(id, by, 'message.posted', {
        text: house.agent(house.me).greeting ?? 'Hello!',
        template: 'greeting',
      }),
    ];
  });
}

function leave(call: Call): Schema['Changed'] {
  const { house, params } = call;
  return changed(call, (id, by) => {
    const agent = house.profile(house.me);
    if (params[1] === 'hand-back')
      return [house.add(id, by, 'conversation.handed_back', { agent })];
    const left = house.add(id, by, 'agent.left', {
      agent,
      why: params[1] === 'release' ? 'released' : 'follow_up',
    });
    return params[1] === 'release'
      ? [
          left,
          house.add(id, { kind: 'system' }, 'conversation.queued', {
            why: 'released',
            entered_at: new Date().toISOString(),
            front: true,
          }),
        ]
      : [left, house.add(id, by, 'conversation.follow_up', { why: 'chosen', due_by: soon(7200) })];
  });
}

function transfer(call: Call): Schema['Transferred'] {
  let nobody = false;
  const done = changed(call, (id, by) => {
    const made = transferTo(call, id, by);
    nobody = made.nobody;
    return made.entries;
  });
  return { ...done, nobody_routable: nobody };
}

function note({ house, params, body }: Call): Schema['Ack'] {
  const id = find(house, params[0]).conversation.id;
  const clientId = String(body['client_id']);
  const entry = house.add(
    id,
    { kind: 'agent', id: house.me },
    'note.posted',
    { text: String(body['text']) },
    { clientId },
  );
  return { conversation: id, client_id: clientId, seq: entry.seq, at: entry.at };
}

function assign(call: Call): Schema['Changed'] {
  const { house, body } = call;
  const agent = house.agent(String(body['agent']));
  if (agent.presence.load >= agent.presence.capacity && body['force'] !== true)
    throw new Refusal(
      409,
      'conflict',
      `${agent.name} has ${agent.presence.load} of ${agent.presence.capacity} conversations.`,
    );
  return changed(call, (id, by) => [
    ...(body['note'] ? [house.add(id, by, 'note.posted', { text: String(body['note']) })] : []),
    house.add(id, by, 'agent.joined', {
      agent: house.profile(agent.id),
      how: 'assigned',
      relieved: find(house, id).conversation.owner,
    }),
  ]);
}

function answer(call: Call): Schema['Changed'] {
  const { house, params } = call;
  return changed(call, (id, by) => {
    const c = find(house, id).conversation;
    if (params[2] === 'accept') {
      return [
        house.add(id, by, 'agent.joined', {
          agent: house.profile(house.me),
          how: 'offer',
          relieved: c.owner,
          offer: params[1] ?? '',
        }),
        house.add(id, by, 'message.posted', {
          text: house.agent(house.me).greeting ?? '',
          template: 'greeting',
        }),
      ];
    }
    const how = params[2] === 'decline' ? 'declined' : 'withdrawn';
    return [
      house.add(id, by, 'offer.ended', {
        offer: params[1] ?? '',
        agent: c.offer?.agents[0] ?? '',
        how,
        closed: true,
      }),
    ];
  });
}

function edit(call: Call): Schema['Changed'] {
  return changed(call, (id, by) => [
    call.house.add(id, by, 'message.edited', {
      target: Number(call.params[1]),
      text: String(call.body['text']),
    }),
  ]);
}

function remove(call: Call): Schema['Changed'] {
  return changed(call, (id, by) => [
    call.house.add(id, by, 'message.deleted', { target: Number(call.params[1]) }),
  ]);
}

function pane(c: Case, by: House['copilot']): Schema['CopilotPane'] {
  return {
    summary: {
      wants: c.conversation.summary ?? 'Asks a question that the assistant is answering.',
      points: [
        '168 cm tall; the chart says size S',
        'The order is already being prepared',
        'Open: price difference, handlebar width',
      ],
      tried: ['Gave the size from the size chart', 'Could not change the order itself'],
      sentiment: 'calm',
      fields: c.conversation.fields.map((f) => ({ ...f, source: 'assistant' as const })),
      by,
      seq: c.conversation.seq,
    },
    articles: [
      {
        article: 'article-change-or-cancel-an-order',
        title: 'Change or cancel an order',
        quote: 'Once it is being prepared only our team can stop it.',
      },
      {
        article: 'article-fjord-fit-guide-bars-and-stems',
        title: 'Fjord fit guide: bars and stems',
        quote: 'Size S comes with a 40 cm bar.',
      },
    ],
  };
}

function status(house: House): Schema['CopilotStatus'] {
  const by = house.copilot;
  const why =
    by === 'model'
      ? {}
      : {
          why: 'No language model is set. Drafts are put together from your articles; set OPENAI_API_KEY for written ones.',
        };
  return {
    mode: by,
    ...(by === 'model' ? { model: 'gpt-4.1' } : why),
    features: [
      { name: 'summary', works: true, by },
      { name: 'drafts', works: true, by, ...why },
      { name: 'ask', works: true, by, ...why },
      { name: 'rewrite', works: by === 'model', by: by === 'model' ? by : 'nobody', ...why },
      { name: 'translate', works: by === 'model', by: by === 'model' ? by : 'nobody', ...why },
    ],
  };
}

function articles(house: House, site: string, q: string): Schema['ArticleList'] {
  const found = house.articles.filter(
    (a) => a.site === site && `${a.title} ${a.body}`.toLowerCase().includes(q.toLowerCase()),
  );
  return {
    articles: found.map(({ body, phrasings: _, site: __, ...a }) => ({
      ...a,
      helped: 12,
      not_helped: 2,
      ...(q ? { excerpt: body.slice(0, 120) } : {}),
    })),
  };
}

function article(house: House, id: string): Schema['Article'] {
  const found = house.articles.find((a) => a.id === id);
  if (!found) throw new Refusal(404, 'not_found', 'There is no such article.');
  return found;
}

function saveArticle(
  house: House,
  site: string,
  id: string | undefined,
  body: Record<string, unknown>,
): Schema['Article'] {
  const title = String(body['title'] ?? '');
  const known = id ? article(house, id) : undefined;
  if (known && body['version'] !== undefined && body['version'] !== known.version) {
    throw new Refusal(
      409,
      'conflict',
      'Somebody else changed this article while you were editing.',
    );
  }
  const slug = String(body['slug'] || title.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  const next: Schema['Article'] = {
    ...(known ?? { id: `article-${slug}`, site, phrasings: [], draft: false }),
    ...(body as Partial<Schema['Article']>),
    title,
    slug,
    body: String(body['body'] ?? ''),
    updated_at: new Date().toISOString(),
    version: (known?.version ?? 0) + 1,
  };
  if (known) Object.assign(known, next);
  else house.articles.push(next);
  return next;
}

function importArticles(
  house: House,
  site: string,
  body: Record<string, unknown>,
): Schema['ArticleImportResult'] {
  const files = body['files'] as { name: string; content: string }[];
  return {
    results: files.map(({ name, content }) => {
      if (content.trim() === '')
        return {
          name,
          outcome: 'refused' as const,
          say: 'This file is empty. Write something in it first.',
        };
      const made = saveArticle(house, site, undefined, {
        title: name.replace(/\.md$/, ''),
        body: content,
      });
      return { name, outcome: 'created' as const, article: made.id };
    }),
  };
}
