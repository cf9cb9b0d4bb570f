// Teams, skills, statuses, rules and the board of the mock: what is there at the start, and what the
// server would make of a change.

import type { Entry } from '@baton/shared/facts.gen';
import type { Schema } from '../data/api.ts';
import { hindrance, membersOf, skilled } from '../data/routable.ts';
import { matchesAll, ruleOf } from '../data/rules.ts';
import { settleHours } from './hours.ts';
import type { House } from './house.ts';
import { anna, ben, bikes, chiara, docs, lars, tomasz } from './people.ts';
import { Refusal } from './refusal.ts';
import { rehearse } from './rehearsal.ts';
import type { Call, Handler } from './routes.ts';
import { simulate } from './simulation.ts';

type Team = Schema['Team'];
type Rule = Schema['RoutingRule'];

export const billing = 'team-billing';
export const workshop = 'team-workshop';
export const orders = 'team-orders';
export const lunch = 'status-lunch';

/** A team as one begins with. */
export const plainTeam: Omit<Team, 'id' | 'name' | 'members'> = {
  method: 'load_balanced',
  offer_seconds: 20,
  limit: 0,
  translation_after_seconds: 0,
  any_level_after_seconds: 0,
  team_after_seconds: 0,
  overflow_after_seconds: 0,
  max_waiting: 0,
  max_wait_seconds: 0,
  park_after_minutes: 0,
  wrap_up_seconds: 0,
  problems: [],
  version: 1,
};

export function fillRouting(house: House): void {
  const skill = (name: string, description: string) =>
    house.skills.push({ name, description, people: 0 });
  skill('billing', 'Invoices, refunds, payments');
  skill('e-bikes', 'Motors, batteries, displays');
  skill('returns', '');
  house.teams.push(
    {
      ...plainTeam,
      id: billing,
      name: 'Billing',
      method: 'skill_based',
      overflow: orders,
      members: [anna, tomasz],
      wrap_up_seconds: 30,
      version: 4,
    },
    { ...plainTeam, id: orders, name: 'Orders', members: [anna, chiara], max_waiting: 20 },
    {
      ...plainTeam,
      id: workshop,
      name: 'Workshop',
      method: 'round_robin',
      members: [ben, lars],
    },
  );
  const able: [string, Record<string, number>, string[]][] = [
    [anna, { billing: 4, 'e-bikes': 2 }, ['en', 'de']],
    [ben, { 'e-bikes': 5 }, ['en']],
    [chiara, { returns: 3 }, ['en', 'it']],
    [tomasz, { billing: 5 }, ['en', 'pl']],
    [lars, { 'e-bikes': 3 }, ['en', 'sv']],
  ];
  for (const [id, skills, languages] of able) {
    const agent = house.agents.find((a) => a.id === id);
    if (agent) Object.assign(agent, { skills, languages });
  }
  belong(house);
  house.statuses.push(
    status(lunch, 'Lunch', '#8F5A00', 'away', 0),
    status('status-training', 'Training', '#3451D1', 'busy', 1),
  );
  for (const site of [bikes, docs]) {
    house.rules.set(site, { rules: siteRules(), version: 3, shipped: false, problems: [] });
  }
}

function status(
  id: string,
  name: string,
  color: string,
  stands_for: Schema['Status'],
  place: number,
): Schema['OwnStatus'] {
  return { id, name, color, stands_for, takes_work: false, place, people: 0, version: 1 };
}

const siteRules = (): Rule[] => [
  ruleOf({ id: 'after-hours', name: 'After hours', when: { hours: 'closed' } }, { later: true }),
  ruleOf({ id: 'vip', name: 'VIP', when: { tier: ['vip'] } }, { ahead: true, target_seconds: 30 }),
  ruleOf(
    { id: 'billing', name: 'Billing', when: { topic: ['billing', 'refund'] } },
    { team: billing, target_seconds: 60, overflow: orders },
  ),
  ruleOf(
    { id: 'pre-sale', name: 'Pre-sale', when: { topic: ['pre_sale'], page: ['/alto'] } },
    { skills: [{ name: 'e-bikes', level: 2 }], target_seconds: 60 },
  ),
  ruleOf(
    { id: 'technical', name: 'Technical', when: { topic: ['technical'] } },
    { team: workshop, target_seconds: 120 },
  ),
];

/** The two sides of membership, and how many have a skill, follow each other. */
function belong(house: House): void {
  for (const a of house.agents) {
    const teams = house.teams.filter((t) => t.members.includes(a.id)).map((t) => t.id);
    if (String(teams) === String(a.teams)) continue;
    a.teams = teams;
    a.version++;
  }
  for (const s of house.skills) s.people = skilled(house.agents, s.name, 1).length;
}

/** After a change of a person, the other way round. */
export function belongFromPeople(house: House, agent: Schema['Agent']): void {
  for (const t of house.teams) {
    const others = t.members.filter((m) => m !== agent.id);
    t.members = agent.teams.includes(t.id) ? [...others, agent.id] : others;
  }
  belong(house);
}

function found<T>(thing: T | undefined, say: string): T {
  if (!thing) throw new Refusal(404, 'not_found', say);
  return thing;
}

const sorted = <T extends { name: string }>(list: T[]) =>
  list.sort((a, b) => a.name.localeCompare(b.name));

const wholeTeamAfter = (t: Team) => t.team_after_seconds || 90;

/** As routing/stage.go: never before the whole team, unless a team that has an overflow says so. */
const overflowAfter = (t: Team) =>
  t.overflow && t.overflow_after_seconds
    ? t.overflow_after_seconds
    : Math.max(t.overflow_after_seconds || 120, wholeTeamAfter(t));

function checkTeam(house: House, t: Team): void {
  if (house.teams.some((o) => o.id !== t.id && o.name.toLowerCase() === t.name.toLowerCase()))
    throw new Refusal(
      400,
      'invalid',
      `Two teams are called ${t.name}. Give one another name.`,
      'name',
    );
  const missing = t.members.find((id) => !house.agents.some((a) => a.id === id));
  if (missing) throw new Refusal(400, 'invalid', `There is no agent "${missing}".`, 'members');
  if (overflowAfter(t) < wholeTeamAfter(t))
    throw new Refusal(
      400,
      'invalid',
      `${t.name}: the overflow would be asked before the whole team. Let the times grow.`,
      'overflow_after_seconds',
    );
  if (t.overflow === t.id)
    throw new Refusal(
      400,
      'invalid',
      `${t.name} overflows to itself. Choose another team or none.`,
      'overflow',
    );
  t.problems = [
    ...(t.members.length === 0
      ? [`${t.name} has no members. Until it has, its conversations go to everybody on their site.`]
      : []),
    ...(t.max_wait_seconds > 0 && t.overflow && t.max_wait_seconds < overflowAfter(t)
      ? [`${t.name}: a conversation is answered later before the overflow is ever reached.`]
      : []),
  ];
}

function createTeam({ house, body }: Call): Team {
  const team: Team = {
    ...plainTeam,
    members: [],
    ...(body as Partial<Team>),
    id: `team-new-${house.teams.length}`,
    name: String(body['name']),
  };
  settleHours(team);
  checkTeam(house, team);
  house.teams.push(team);
  sorted(house.teams);
  belong(house);
  return { ...team };
}

function updateTeam({ house, params, body }: Call): Team {
  const team = found(
    house.teams.find((t) => t.id === params[0]),
    'There is no such team.',
  );
  const { version, ...change } = body;
  if (version !== undefined && version !== team.version)
    throw new Refusal(409, 'conflict', 'Somebody changed this team meanwhile.', undefined, {
      present: { team: { ...team } },
    });
  const next = { ...team, ...(change as Partial<Team>), version: team.version + 1 };
  if (next.overflow === '') delete next.overflow;
  settleHours(next);
  checkTeam(house, next);
  house.teams.splice(house.teams.indexOf(team), 1, next);
  sorted(house.teams);
  belong(house);
  return { ...next };
}

function deleteTeam({ house, params, query }: Call): void {
  const team = found(
    house.teams.find((t) => t.id === params[0]),
    'There is no such team.',
  );
  const to = query.get('move_to') ?? undefined;
  const uses: Schema['Use'][] = [
    ...membersOf(team, house.agents).map((a) => ({
      kind: 'agent' as const,
      id: a.id,
      name: a.name,
    })),
    ...house.teams
      .filter((t) => t.overflow === team.id)
      .map((t) => ({ kind: 'team' as const, id: t.id, name: t.name })),
    ...[...house.rules].flatMap(([site, { rules }]) =>
      rules
        .filter((r) => r.then.team === team.id || r.then.overflow === team.id)
        .map((r) => ({
          kind: 'rule' as const,
          id: site,
          name: r.name,
          site: house.sites.find((s) => s.id === site)?.name ?? '',
        })),
    ),
  ];
  if (uses.length > 0 && !to && query.get('force') !== 'true')
    throw new Refusal(409, 'conflict', `${team.name} is used.`, undefined, { uses });
  house.teams.splice(house.teams.indexOf(team), 1);
  for (const t of house.teams) {
    if (t.id === to) t.members = [...new Set([...t.members, ...team.members])];
    if (t.overflow === team.id) Object.assign(t, { overflow: to === t.id ? undefined : to });
  }
  for (const { rules } of house.rules.values())
    for (const { then } of rules) {
      if (then.team === team.id) Object.assign(then, { team: to });
      if (then.overflow === team.id) Object.assign(then, { overflow: to });
    }
  belong(house);
}

function createSkill({ house, body }: Call): Schema['Skill'] {
  const name = String(body['name']).trim().toLowerCase();
  if (house.skills.some((s) => s.name === name))
    throw new Refusal(409, 'conflict', `There is a skill ${name} already.`, 'name');
  const skill = { name, description: String(body['description'] ?? ''), people: 0 };
  house.skills.push(skill);
  sorted(house.skills);
  return skill;
}

function updateSkill({ house, params, body }: Call): Schema['Skill'] {
  const skill = found(
    house.skills.find((s) => s.name === params[0]),
    'There is no such skill.',
  );
  const was = skill.name;
  const name = String(body['name'] ?? was)
    .trim()
    .toLowerCase();
  if (name !== was && house.skills.some((s) => s.name === name))
    throw new Refusal(409, 'conflict', `There is a skill ${name} already.`, 'name');
  Object.assign(skill, { name, description: String(body['description'] ?? skill.description) });
  for (const a of house.agents) {
    const { [was]: level, ...rest } = a.skills;
    if (level) a.skills = { ...rest, [name]: level };
  }
  for (const { rules } of house.rules.values())
    for (const need of rules.flatMap((r) => r.then.skills ?? []))
      if (need.name === was) need.name = name;
  return { ...skill };
}

function deleteSkill({ house, params, query }: Call): void {
  const skill = found(
    house.skills.find((s) => s.name === params[0]),
    'There is no such skill.',
  );
  const uses: Schema['Use'][] = [
    ...skilled(house.agents, skill.name, 1).map((a) => ({
      kind: 'agent' as const,
      id: a.id,
      name: a.name,
    })),
    ...[...house.rules].flatMap(([site, { rules }]) =>
      rules
        .filter((r) => r.then.skills?.some((s) => s.name === skill.name))
        .map((r) => ({
          kind: 'rule' as const,
          id: site,
          name: r.name,
          site: house.sites.find((s) => s.id === site)?.name ?? '',
        })),
    ),
  ];
  if (uses.length > 0 && query.get('force') !== 'true')
    throw new Refusal(409, 'conflict', `${skill.name} is used.`, undefined, { uses });
  house.skills.splice(house.skills.indexOf(skill), 1);
  for (const a of house.agents) {
    const { [skill.name]: _, ...rest } = a.skills;
    a.skills = rest;
  }
  for (const { rules } of house.rules.values())
    for (const r of rules)
      if (r.then.skills) r.then.skills = r.then.skills.filter((s) => s.name !== skill.name);
}

function statuses(house: House): Schema['OwnStatusList'] {
  house.statuses.forEach((s, place) => {
    s.place = place;
    s.people = house.agents.filter((a) => a.presence.own === s.id).length;
  });
  return { statuses: house.statuses.map((s) => ({ ...s })) };
}

function createStatus({ house, body }: Call): Schema['OwnStatus'] {
  const stands_for = body['stands_for'] as Schema['Status'];
  const made: Schema['OwnStatus'] = {
    id: `status-new-${house.statuses.length}`,
    name: String(body['name']),
    color: String(body['color'] ?? ''),
    stands_for,
    takes_work: (body['takes_work'] as boolean | undefined) ?? stands_for === 'available',
    place: house.statuses.length,
    people: 0,
    version: 1,
  };
  if (house.statuses.some((s) => s.name === made.name))
    throw new Refusal(409, 'conflict', `There is a status ${made.name} already.`, 'name');
  house.statuses.push(made);
  return made;
}

function updateStatus({ house, params, body }: Call): Schema['OwnStatus'] {
  const known = found(
    house.statuses.find((s) => s.id === params[0]),
    'There is no such status.',
  );
  const { version, place, ...change } = body;
  if (version !== undefined && version !== known.version)
    throw new Refusal(409, 'conflict', 'Somebody changed this status meanwhile.', undefined, {
      present: { status: { ...known } },
    });
  Object.assign(known, change, { version: known.version + 1 });
  if (typeof place === 'number') {
    house.statuses.splice(house.statuses.indexOf(known), 1);
    house.statuses.splice(place, 0, known);
  }
  return { ...known };
}

function deleteStatus({ house, params }: Call): Schema['OwnStatusDeleted'] {
  const known = found(
    house.statuses.find((s) => s.id === params[0]),
    'There is no such status.',
  );
  const whose = house.agents.filter((a) => a.presence.own === known.id);
  house.statuses.splice(house.statuses.indexOf(known), 1);
  for (const a of whose) house.setStatus(a.id, known.stands_for);
  return { people: whose.length };
}

function rulesOf(house: House, site: string): Schema['RoutingRules'] {
  return found(house.rules.get(site), 'There is no such site.');
}

function problemsOf(house: House, rules: readonly Rule[]): Schema['RuleProblem'][] {
  const known = (id: string | undefined) => !id || house.teams.some((t) => t.id === id);
  return rules.flatMap(({ name, when, then }, i) => {
    const at = (part: string, say: string, refused = true) => [
      { field: `rules[${i}]${part}`, say, refused },
    ];
    return [
      ...(name.trim() ? [] : at('.name', 'A rule has no name.')),
      ...(known(then.team) ? [] : at('.then.team', `${name} sends to a team that does not exist.`)),
      ...(then.overflow && then.overflow === then.team
        ? at(
            '.then.overflow',
            `${name} overflows to the team that it sends to. Choose another or none.`,
          )
        : []),
      ...(then.later || (then.target_seconds ?? 0) > 0
        ? []
        : at(
            '.then.target',
            `${name} has no target. Say within which time somebody should answer.`,
          )),
      ...(matchesAll(when) && i < rules.length - 1
        ? at('', `${name} matches everything, so the rules after it never do.`, false)
        : []),
    ];
  });
}

function putRules({ house, params, body }: Call): Schema['RoutingRules'] {
  const site = params[0] ?? '';
  const known = rulesOf(house, site);
  if (body['version'] !== known.version)
    throw new Refusal(409, 'conflict', 'Somebody changed these rules meanwhile.', undefined, {
      present: { rules: known },
    });
  const rules = body['rules'] as Rule[];
  const problems = problemsOf(house, rules);
  if (problems.some((p) => p.refused))
    throw new Refusal(400, 'invalid', 'These rules cannot work.', undefined, { problems });
  const next = { rules, version: known.version + 1, shipped: false, problems };
  house.rules.set(site, next);
  return next;
}

/** The mock's topics: a few of those that Baton ships. */
function topicsOf(house: House, site: string): Schema['Topics'] {
  const shipped = ['billing', 'delivery', 'pre-sale', 'returns', 'technical'];
  return (
    house.topics.get(site) ?? {
      version: 0,
      topics: shipped.map((name) => ({ name, shipped: true })),
    }
  );
}

function putTopics({ house, params, body }: Call): Schema['Topics'] {
  const site = params[0] ?? '';
  const known = topicsOf(house, site);
  if (body['version'] !== known.version)
    throw new Refusal(
      409,
      'conflict',
      'Somebody changed the topics of this site meanwhile.',
      undefined,
      {
        present: { topics: known },
      },
    );
  const topics = body['topics'] as Schema['Topic'][];
  const bare = topics.findIndex((x) => !x.off && !x.shipped && (x.examples?.length ?? 0) < 3);
  if (bare >= 0)
    throw new Refusal(
      400,
      'invalid',
      `${topics[bare]?.name} needs at least 3 examples of what visitors write, or has to be off.`,
      `topics[${bare}].examples`,
    );
  const next = { topics, version: known.version + 1 };
  house.topics.set(site, next);
  return next;
}

/** Takes the topic of which most words stand in the message. */
function tryTopics({ body }: Call): Schema['TopicsTried'] {
  const said = (body['messages'] as string[]).join(' ').toLowerCase();
  const guesses = (body['topics'] as Schema['Topic'][])
    .filter((x) => !x.off)
    .map((x) => {
      const words = [x.name, ...(x.examples ?? [])].flatMap((e) => e.toLowerCase().split(' '));
      const met = words.filter((w) => w.length > 3 && said.includes(w));
      return { name: x.name, share: met.length > 0 ? 0.9 : 0.02, met };
    })
    .sort((a, b) => b.share - a.share);
  const [first] = guesses;
  return {
    guesses: guesses.map(({ name, share }) => ({ name, share })),
    ...(first && first.share > 0.5 ? { topic: first.name, words: first.met } : {}),
  };
}

function matches(rule: Rule, row: Schema['InboxRow']): boolean {
  const { topic, page, reason, hours, tier } = rule.when;
  const any = (list: string[] | undefined, x: string | undefined) =>
    !list?.length || list.some((w) => w.toLowerCase() === x?.toLowerCase());
  return (
    !rule.off &&
    any(topic, row.topic) &&
    any(reason, row.reason) &&
    !tier?.length &&
    hours !== 'closed' &&
    (!page?.length || page.some((p) => row.page?.url?.includes(p)))
  );
}

function tryRules({ house, params, body }: Call): Schema['RoutingRulesTried'] {
  const before = rulesOf(house, params[0] ?? '').rules;
  const after = body['rules'] as Rule[];
  const rows = [...house.cases.values()]
    .map((c) => house.row(c))
    .filter((r) => r.site === params[0] && r.reason);
  const pairs = rows.map((row) => ({
    row,
    was: before.find((r) => matches(r, row)),
    is: after.find((r) => matches(r, row)),
  }));
  const changes = pairs.filter(
    ({ was, is }) => JSON.stringify(was?.then) !== JSON.stringify(is?.then),
  );
  const all = new Map([...before, ...after].map((r) => [r.id ?? '', r.name]));
  all.set('', '');
  return {
    cases: rows.length,
    changed: changes.length,
    counts: [...all].map(([rule, name]) => ({
      rule,
      name,
      before: pairs.filter((p) => (p.was?.id ?? '') === rule).length,
      after: pairs.filter((p) => (p.is?.id ?? '') === rule).length,
    })),
    changes: changes.map(({ row, was, is }) => ({
      conversation: row.conversation,
      asked_at: row.started_at,
      ...(row.topic ? { topic: row.topic } : {}),
      ...(row.summary ? { summary: row.summary } : {}),
      before: was?.then ?? {},
      after: is?.then ?? {},
      before_rule: was?.id ?? '',
      after_rule: is?.id ?? '',
    })),
  };
}

function board(house: House, site: string | null): Schema['Board'] {
  const rows = [...house.cases.values()]
    .map((c) => house.row(c))
    .filter((r) => !site || r.site === site);
  const waiting = rows
    .filter((r) => r.state === 'queued' || r.state === 'offered')
    .sort((a, b) => (a.entered_queue_at ?? '').localeCompare(b.entered_queue_at ?? ''));
  const entry = (r: Schema['InboxRow']): Schema['BoardEntry'] => ({
    conversation: r.conversation,
    visitor_id: r.visitor.id,
    site: r.site,
    ...(r.visitor.name ? { visitor: r.visitor.name } : {}),
    since: r.entered_queue_at ?? r.started_at,
    target_seconds: r.topic === 'technical' ? 120 : 60,
    ahead: false,
    front: false,
    priority: r.priority,
    offered: r.state === 'offered',
    ...(r.topic ? { topic: r.topic } : {}),
    ...(r.language ? { language: r.language } : {}),
  });
  const queue = (team: string | undefined, list: Schema['InboxRow'][]): Schema['BoardQueue'] => ({
    ...(team ? { team } : {}),
    waiting: list.length,
    ...(list[0]?.entered_queue_at ? { longest_since: list[0].entered_queue_at } : {}),
    entries: list.map(entry),
  });
  const lineOf = (r: Schema['InboxRow']) =>
    r.topic === 'billing' ? billing : r.topic === 'technical' ? workshop : undefined;
  const shown = (s: Schema['Status']) =>
    house.agents.filter((a) => !a.disabled && a.presence.shown === s).length;
  const [first] = waiting;
  const late = first?.entered_queue_at && Date.now() - Date.parse(first.entered_queue_at) > 60_000;
  const today = new Date();
  today.setHours(0, 0, 0, 0);
  return {
    at: new Date().toISOString(),
    today: today.toISOString(),
    tiles: {
      waiting: waiting.length,
      ...(first?.entered_queue_at ? { longest_since: first.entered_queue_at } : {}),
      answered: 212,
      answered_in_time: 199,
      available: shown('available'),
      busy: shown('busy'),
      away: shown('away'),
      offline: shown('offline'),
      assistant: rows.filter((r) => r.state === 'assistant').length,
      follow_ups: rows.filter((r) => r.state === 'follow_up').length,
      follow_ups_due: rows.filter((r) => r.state === 'follow_up').length,
      follow_ups_overdue: 0,
      late: rows.filter((r) => r.sla && Date.parse(r.sla.due_at) < Date.now()).length,
      breaches: 5,
      promises: 64,
      promises_kept: 62,
    },
    queues: [
      ...house.teams.map((t) =>
        queue(
          t.id,
          waiting.filter((r) => lineOf(r) === t.id),
        ),
      ),
      queue(
        undefined,
        waiting.filter((r) => !lineOf(r)),
      ),
    ],
    agents: house.agents
      .filter((a) => !a.disabled)
      .map((a) => ({
        agent: a.id,
        name: a.name,
        teams: a.teams,
        presence: a.presence,
        missed_today: a.id === tomasz ? 2 : 0,
        conversations: rows
          .filter((r) => r.owner.kind === 'agent' && r.owner.id === a.id && r.state === 'active')
          .map((r) => ({
            conversation: r.conversation,
            visitor_id: r.visitor.id,
            state: r.state,
            since: r.started_at,
            ...(r.visitor.name ? { visitor: r.visitor.name } : {}),
          })),
      })),
    alarms: [
      ...(shown('available') + shown('busy') === 0
        ? [
            {
              kind: 'nobody_on_shift' as const,
              site: bikes,
              say: 'Northwheel is open, and nobody there takes conversations.',
            },
          ]
        : []),
      ...(late
        ? [
            {
              kind: 'waited_too_long' as const,
              site: first.site,
              team: billing,
              say: `${first.visitor.name ?? 'A visitor'} is past their target in Billing.`,
            },
          ]
        : []),
    ],
  };
}

function decisions({ house, params }: Call): Schema['RoutingDecisions'] {
  const c = found(house.case(params[0] ?? ''), 'This conversation does not exist.').conversation;
  if (c.owner.kind !== 'agent' && !c.offer) return { decisions: [] };
  const me = house.agent(house.me);
  const at = c.last_message.at || new Date().toISOString();
  const people = house.agents.map((a): Schema['RoutingCandidate'] => {
    const cut = hindrance(a, house.statuses, house.teams);
    return {
      agent: a.id,
      name: a.name,
      chosen: a.id === c.owner.id,
      ...(a.id === c.owner.id ? {} : { cut: cut === 'full' ? 'capacity' : (cut ?? 'skill') }),
      fit: a.id === c.owner.id ? 'exact' : '',
      load: a.presence.load,
      places: a.presence.capacity,
      levels: a.skills['billing'] ?? 0,
      idle_since: new Date(Date.parse(at) - 95_000).toISOString(),
    };
  });
  return {
    decisions: [
      {
        id: 'offer-of-decision',
        at,
        say: 'German, billing 4; waited 0:42; most skilled of 3 who could',
        waited_seconds: 42,
        team: billing,
        method: 'skill_based',
        stage: 'exact',
        tie_break: 'most_skilled',
        ...(me.role === 'agent'
          ? {}
          : {
              could: 3,
              cut: { status: 40, skill: 17 },
              candidates: people.sort((a, b) => Number(b.chosen) - Number(a.chosen)),
            }),
      },
    ],
  };
}

/** What a transfer adds to the timeline, and whether anybody could take it there. */
export function transferTo(
  { house, body }: Call,
  id: string,
  by: { kind: 'agent'; id: string },
): { entries: Entry[]; nobody: boolean } {
  const note = String(body['note'] ?? '');
  const noted = note ? [house.add(id, by, 'note.posted', { text: note })] : [];
  if (body['agent']) {
    const offer = house.add(id, by, 'offer.made', {
      offer: `offer-${Date.now()}`,
      agents: [String(body['agent'])],
      from: by,
      ...(note ? { note } : {}),
      warm: body['warm'] === true,
      expires_at: new Date(Date.now() + 20_000).toISOString(),
    });
    return { entries: [...noted, offer], nobody: false };
  }
  const team = house.teams.find((t) => t.id === body['team']);
  const people = team
    ? membersOf(team, house.agents)
    : skilled(house.agents, String(body['skill']), Number(body['level'] ?? 1));
  const left = house.add(id, by, 'agent.left', {
    agent: house.profile(house.me),
    why: 'transferred',
  });
  const queued = house.add(id, { kind: 'system' }, 'conversation.queued', {
    why: 'transferred',
    entered_at: new Date().toISOString(),
    front: true,
  });
  return {
    entries: [...noted, left, queued],
    nobody: people.every((a) => hindrance(a, house.statuses, house.teams) !== undefined),
  };
}

export const routingRoutes: [string, RegExp, Handler][] = [
  ['GET', /^\/teams$/, ({ house }) => ({ teams: house.teams.map((t) => ({ ...t })) })],
  ['POST', /^\/teams$/, createTeam],
  ['PATCH', /^\/teams\/([^/]+)$/, updateTeam],
  ['DELETE', /^\/teams\/([^/]+)$/, deleteTeam],
  ['GET', /^\/skills$/, ({ house }) => ({ skills: house.skills.map((s) => ({ ...s })) })],
  ['POST', /^\/skills$/, createSkill],
  ['PATCH', /^\/skills\/([^/]+)$/, updateSkill],
  ['DELETE', /^\/skills\/([^/]+)$/, deleteSkill],
  ['GET', /^\/statuses$/, ({ house }) => statuses(house)],
  ['POST', /^\/statuses$/, createStatus],
  ['PATCH', /^\/statuses\/([^/]+)$/, updateStatus],
  ['DELETE', /^\/statuses\/([^/]+)$/, deleteStatus],
  [
    'GET',
    /^\/sites\/([^/]+)\/routing-rules$/,
    ({ house, params }) => structuredClone(rulesOf(house, params[0] ?? '')),
  ],
  ['PUT', /^\/sites\/([^/]+)\/routing-rules$/, putRules],
  [
    'POST',
    /^\/sites\/([^/]+)\/routing-rules\/check$/,
    ({ house, body }) => ({ problems: problemsOf(house, body['rules'] as Rule[]) }),
  ],
  ['POST', /^\/sites\/([^/]+)\/routing-rules\/try$/, tryRules],
  [
    'GET',
    /^\/sites\/([^/]+)\/topics$/,
    ({ house, params }) => structuredClone(topicsOf(house, params[0] ?? '')),
  ],
  ['PUT', /^\/sites\/([^/]+)\/topics$/, putTopics],
  ['POST', /^\/sites\/([^/]+)\/topics\/try$/, tryTopics],
  ['POST', /^\/sites\/([^/]+)\/rehearsal$/, rehearse],
  ['POST', /^\/simulations$/, simulate],
  ['GET', /^\/board$/, ({ house, query }) => board(house, query.get('site'))],
  ['GET', /^\/conversations\/([^/]+)\/routing$/, decisions],
];
