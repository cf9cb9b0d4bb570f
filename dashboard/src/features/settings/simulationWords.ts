import type { Figures, SimulatedDay } from '../../data/simulation.ts';
import { t } from '../../text/planning.ts';
import { duration } from './ruleWords.ts';

/** Which way is better; neither, where that depends. */
type Better = 'more' | 'less' | 'neither';

export interface Figure {
  key: string;
  label: string;
  better: Better;
  of: (day: SimulatedDay) => number;
  say: (value: number) => string;
  /** What is too little to speak of. */
  grain: number;
}

export const count = (n: number) =>
  new Intl.NumberFormat(document.documentElement.lang || 'en').format(n);

export const share = (x: number) =>
  new Intl.NumberFormat(document.documentElement.lang || 'en', {
    style: 'percent',
    maximumFractionDigits: 1,
  }).format(x);

const figure = (
  key: string,
  label: string,
  better: Better,
  say: (value: number) => string,
  grain: number,
  of: (total: Figures) => number,
): Figure => ({ key, label, better, say, grain, of: (day) => of(day.total) });

/** The rows of the comparison. */
export const figures = (within: number): Figure[] => [
  figure('came', t('simulator.came'), 'neither', count, 1, (f) => f.came),
  figure('answered', t('simulator.answered'), 'more', count, 1, (f) => f.answered),
  figure('left', t('simulator.left'), 'less', share, 0.0005, (f) => f.abandoned_share),
  figure('later', t('simulator.later'), 'less', count, 1, (f) => f.later),
  figure('mean', t('simulator.mean'), 'less', duration, 1, (f) => f.mean_wait_seconds),
  figure('p90', t('simulator.p90'), 'less', duration, 1, (f) => f.p90_wait_seconds),
  figure('longest', t('simulator.longest'), 'less', duration, 1, (f) => f.longest_wait_seconds),
  figure(
    'level',
    t('simulator.level', { span: duration(within) }),
    'more',
    share,
    0.0005,
    (f) => f.service_level,
  ),
  {
    key: 'occupied',
    label: t('simulator.occupied'),
    better: 'neither',
    say: share,
    grain: 0.0005,
    of: (day) => day.occupancy,
  },
];

export interface Difference {
  is: 'same' | 'better' | 'worse' | 'other';
  say: string;
}

/** How a figure of the draft differs from that of now: by how much, and whether that is good. */
export function difference(
  now: number,
  draft: number,
  { better, say, grain }: Pick<Figure, 'better' | 'say' | 'grain'>,
): Difference {
  const by = draft - now;
  if (Math.abs(by) < grain) return { is: 'same', say: t('simulator.asNow') };
  const amount = `${by > 0 ? '+' : '−'}${say(Math.abs(by))}`;
  if (better === 'neither') return { is: 'other', say: amount };
  const good = by > 0 === (better === 'more');
  return {
    is: good ? 'better' : 'worse',
    say: good ? t('simulator.better', { amount }) : t('simulator.worse', { amount }),
  };
}
