// What the mock answers to a site's questions before it goes live: made of the rules, teams and people
// of the house, with lines as the server words them.

import type { Schema } from '../data/api.ts';
import type { House } from './house.ts';
import { Refusal } from './refusal.ts';
import type { Handler } from './routes.ts';

type Answer = Schema['RehearsalAnswer'];
type Situation = Schema['RehearsalSituation'];
type Rule = Schema['RoutingRule'];

const sunday = '2026-12-06T11:00:00Z';
const later =
  'Sure. I’ll pass this to our team. Nobody is there right now; they are back **tomorrow at 9:00**.\n\nYou’ll have an answer by **11:00 tomorrow**.';
const live =
  'Sure. I’m asking our team to join us here. It usually takes **under a minute**.\n\nWhoever joins can read everything above, so you don’t have to repeat anything.';

const fits = (rule: Rule, s: Situation, open: boolean): boolean =>
  !rule.off &&
  (rule.when.hours === undefined || (rule.when.hours === 'open') === open) &&
  (!rule.when.topic || rule.when.topic.includes(s.topic ?? '')) &&
  (!rule.when.tier || rule.when.tier.includes(s.tier ?? '')) &&
  (!rule.when.page || rule.when.page.some((part) => s.page?.includes(part)));

/** One situation, by the rules of the house. */
function answer(house: House, site: string, kind: Answer['kind'], question: string, s: Situation) {
  const open = s.at !== sunday;
  const joins = open && s.staffing !== 'nobody';
  const rule = house.rules.get(site)?.rules.find((r) => fits(r, s, open));
  const team = house.teams.find((x) => x.id === rule?.then.team);
  const people = house.agents.filter((a) => !team || team.members.includes(a.id));
  const skilled = (rule?.then.skills ?? []).every(({ name }) =>
    house.agents.some((a) => a.skills?.[name]),
  );
  const made: Answer = {
    kind,
    question,
    situation: s,
    open,
    live: joins,
    said: joins ? live : later,
    verdict: 'good',
    advice: joins
      ? `${people[0]?.name} is asked at once.`
      : 'The visitor is asked how to reach them.',
    ...(rule ? { rule: rule.name, rule_id: rule.id ?? '' } : {}),
    ...(team ? { team: team.id, team_name: team.name } : {}),
    ...(rule?.then.skills ? { skills: rule.then.skills } : {}),
    ahead: rule?.then.ahead ?? false,
    target_seconds: rule?.then.target_seconds ?? 180,
    asks_contact: !joins && !s.contact_known,
  };
  if (!joins) return made;
  made.reaches = [
    { stage: 'exact', after_seconds: 0, people: people.slice(0, 2).map((a) => a.name) },
    { stage: 'team', after_seconds: 90, people: people.slice(2).map((a) => a.name) },
  ];
  made.steps =
    s.staffing === 'everybody_full'
      ? [
          { after_seconds: 240, did: 'told', said: 'Sorry, it takes longer than I thought.' },
          { after_seconds: 1500, did: 'later', why: 'deadline', said: later },
        ]
      : [
          {
            after_seconds: 0,
            did: 'offered',
            people: [people[0]?.name ?? ''],
            stage: 'exact',
            why: 'waited 0:00; least loaded of 2 who could',
          },
        ];
  if (!skilled) {
    made.verdict = 'bad';
    made.area = 'team';
    made.advice = 'Nobody on this site has the skill, so it goes to somebody without it.';
  }
  return made;
}

export const rehearse: Handler = ({ house, params, body }) => {
  const site = params[0] ?? '';
  const asked = (body['situations'] ?? []) as Situation[];
  if (house.failing.has('rehearsal'))
    throw new Refusal(503, 'unavailable', 'The database took longer than 5 s.');
  if (asked.some((s) => s.at && s.at > '2030'))
    throw new Refusal(
      400,
      'invalid',
      'Choose a moment within two years from now.',
      'situations[0].at',
    );
  if (asked.length > 0)
    return {
      at: new Date().toISOString(),
      answers: asked.map((s) =>
        answer(house, site, 'own', `As you asked: ${s.topic ?? s.tier ?? 'anything'}`, s),
      ),
    };
  const free = { staffing: 'everybody_free' } as const;
  const french: Answer = {
    ...answer(house, site, 'language', 'A visitor who writes French', { ...free, language: 'fr' }),
    verdict: 'watch',
    area: 'team',
    advice: 'Nobody who gets it speaks French or answers with a translator.',
  };
  return {
    at: new Date().toISOString(),
    answers: [
      answer(house, site, 'ordinary', 'An ordinary question', free),
      answer(house, site, 'vip', 'A VIP', { ...free, tier: 'vip' }),
      answer(house, site, 'topic', 'A question about billing', { ...free, topic: 'billing' }),
      french,
      answer(house, site, 'full', 'Everybody is at capacity', { staffing: 'everybody_full' }),
      answer(house, site, 'nobody', 'Nobody is online', { staffing: 'nobody' }),
      answer(house, site, 'closed', 'The site is closed: Sunday', { ...free, at: sunday }),
      ...(house.rules.get(site)?.rules ?? []).map((r) =>
        answer(house, site, 'rule', `What the rule “${r.name}” is for`, {
          ...free,
          ...(r.when.topic?.[0] ? { topic: r.when.topic[0] } : {}),
          ...(r.when.tier?.[0] ? { tier: r.when.tier[0] } : {}),
          ...(r.when.page?.[0] ? { page: r.when.page[0] } : {}),
          ...(r.when.hours === 'closed' ? { at: sunday } : {}),
        }),
      ),
    ],
  };
};
