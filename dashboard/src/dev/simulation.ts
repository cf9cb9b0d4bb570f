// What the mock answers to a simulation: figures that follow the places there would be, as the server
// words and shapes them.

import type { Schema } from '../data/api.ts';
import type { House } from './house.ts';
import { Refusal } from './refusal.ts';
import type { Handler } from './routes.ts';

type Request = Schema['SimulationRequest'];
type Day = Schema['SimulatedDay'];

const arrivals = 412;

interface Worker {
  agent: string;
  name: string;
  places: number;
}

/** A day in which so many people have so many places. */
function play(house: House, workers: readonly Worker[], came: number): Day {
  const places = workers.reduce((sum, w) => sum + w.places, 0);
  const strain = Math.min(2, came / Math.max(1, places) / 25);
  const left = strain > 1.5 ? 1 : strain * 0.04;
  const answered = Math.round(came * (1 - left));
  const figures = (n: number): Schema['SimulationFigures'] => ({
    came: n,
    answered: Math.round(n * (1 - left)),
    abandoned: n - Math.round(n * (1 - left)),
    later: 0,
    waiting: 0,
    abandoned_share: left,
    mean_wait_seconds: Math.round(60 * strain ** 2),
    p90_wait_seconds: Math.round(180 * strain ** 2),
    longest_wait_seconds: Math.round(600 * strain ** 2),
    service_level: Math.max(0, 1 - strain / 2.5),
  });
  const [team] = house.teams;
  return {
    total: figures(came),
    occupancy: Math.min(1, strain * 0.7),
    teams: [
      ...(team ? [{ team: team.id, name: team.name, figures: figures(Math.round(came / 3)) }] : []),
      { name: '', figures: figures(came - Math.round(came / 3)) },
    ],
    people: workers.map((w) => ({
      agent: w.agent,
      name: w.name,
      answered: Math.round((answered * w.places) / Math.max(1, places)),
      missed: 0,
      occupancy: w.places === 0 ? 0 : Math.min(1, strain * 0.7),
      present_seconds: w.places === 0 ? 0 : 28_800,
    })),
  };
}

export const simulate: Handler = ({ house, body }): Schema['Simulation'] => {
  const { draft = {}, synthetic, from }: Request = body;
  if (house.failing.has('simulation'))
    throw new Refusal(
      400,
      'invalid',
      'More than 20000 conversations were handed off in this period. Choose a shorter one.',
      'from',
    );
  const workers = house.agents.map(
    (a): Worker => ({ agent: a.id, name: a.name, places: a.capacity }),
  );
  const changed = workers.map((w): Worker => {
    const change = draft.people?.find((p) => p.agent === w.agent);
    return { ...w, places: change?.away ? 0 : (change?.capacity ?? w.places) };
  });
  const more = (draft.more_people ?? []).flatMap((m, i) =>
    Array.from({ length: m.count }, (_, n): Worker => {
      const like = workers.find((w) => w.agent === m.like);
      return {
        agent: `more-${i + 1}-${n + 1}`,
        name: `Like ${like?.name} (${n + 1})`,
        places: m.capacity ?? like?.places ?? 1,
      };
    }),
  );
  const came = synthetic
    ? synthetic.streams.reduce((n, s) => n + s.per_hour, 0) * synthetic.length_hours
    : house.cases.size > 0
      ? arrivals
      : 7;
  return {
    from: from ?? new Date().toISOString(),
    to: new Date().toISOString(),
    synthetic: synthetic !== undefined,
    arrivals: came,
    within_seconds: 60,
    notes: synthetic
      ? ['This day is made up: conversations come at independent moments.']
      : [
          ...(came < 30 ? [`Only ${came} conversations were stored; this says little.`] : []),
          'A conversation takes 6m12s on the average, measured on 143.',
          'People are at work as they were available in this period.',
        ],
    now: play(house, workers, came),
    draft: play(
      house,
      [...changed, ...more],
      Math.round((came * (draft.arrivals_percent ?? 100)) / 100),
    ),
  };
};
