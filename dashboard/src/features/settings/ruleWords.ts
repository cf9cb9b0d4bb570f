import type { Conditions, Rule, RuleOutcome } from '../../data/rules.ts';
import { matchesAll } from '../../data/rules.ts';
import { languagesOf } from '../../text/languages.ts';
import { t } from '../../text/planning.ts';

/** Names by id, for what rules only know the id of. */
export interface RuleNames {
  team: (id: string) => string;
  agent: (id: string) => string;
}

const list = (words: readonly string[], type: 'conjunction' | 'disjunction') =>
  new Intl.ListFormat(document.documentElement.lang || 'en', { type }).format(words);

/** What a rule asks for, as a line: "topic is billing or refund, and angry". */
export function conditionWords(when: Conditions): string {
  if (matchesAll(when)) return t('rules.always');
  const any = (words: readonly string[] | undefined, write: (words: string) => string) =>
    words?.length ? [write(list(words, 'disjunction'))] : [];
  return list(
    [
      ...any(when.topic, (words) => t('rules.topicIs', { words })),
      ...any(when.tier, (words) => t('rules.tierIs', { words })),
      ...any(
        when.language?.map((code) => languagesOf(code)),
        (words) => t('rules.languageIs', { words }),
      ),
      ...(when.foreign ? [t('rules.foreignIs')] : []),
      ...any(when.page, (words) => t('rules.pageHas', { words })),
      ...(when.hours ? [t(`rules.hoursIs.${when.hours}`)] : []),
      ...any(when.reason?.map(reasonWord), (words) => t('rules.reasonIs', { words })),
      ...any(when.sentiment?.map(moodWord), (words) => t('rules.sentimentIs', { words })),
      ...Object.entries(when.attributes ?? {}).map(([name, words]) =>
        t('rules.attributeIs', { name, words }),
      ),
    ],
    'conjunction',
  );
}

export const reasons = [
  'explicit_request',
  'low_confidence',
  'out_of_remit',
  'sentiment',
  'unsafe',
  'vip',
  'rule',
  'agent_takeover',
] as const;

export const moods = ['calm', 'annoyed', 'angry'] as const;

export function reasonWord(word: string): string {
  const known = reasons.find((r) => r === word);
  return known ? t(`reason.${known}`) : word;
}

export function moodWord(word: string): string {
  const known = moods.find((m) => m === word);
  return known ? t(`rules.mood.${known}`) : word;
}

/** Where a rule sends: "Billing, e-bikes 2 or better". */
export function goesTo(then: RuleOutcome, names: RuleNames): string {
  const parts = [
    ...(then.team ? [names.team(then.team)] : []),
    ...(then.skills ?? []).map(({ name, level }) =>
      level > 1 ? t('rules.skillFrom', { name, level }) : name,
    ),
    ...(then.named?.length
      ? [t('rules.namedFirst', { names: list(then.named.map(names.agent), 'conjunction') })]
      : []),
  ];
  const to = parts.length > 0 ? parts.join(', ') : t('rules.anybody');
  return then.later ? t('rules.laterBy', { to }) : to;
}

/** "30 s", "2 min", "1:30 min", "2:05 h", "3 days". */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return t('rules.seconds', { n: s });
  if (s >= 172_800) return t('time.days', { n: Math.floor(s / 86_400) });
  const [big, small] =
    s < 7200 ? [Math.floor(s / 60), s % 60] : [Math.floor(s / 3600), Math.floor((s % 3600) / 60)];
  if (small === 0) return t(s < 7200 ? 'time.minutes' : 'time.hours', { n: big });
  const values = { big, small: String(small).padStart(2, '0') };
  return t(s < 7200 ? 'rules.minutesAnd' : 'rules.hoursAnd', values);
}

export function answerIn(then: RuleOutcome): string {
  return then.later ? t('rules.nextOpening') : duration(then.target_seconds ?? defaultTarget);
}

/** How long somebody may wait where no rule says it. Mirrors DefaultTarget in routing. */
export const defaultTarget = 180;

/** Everything of a rule as a line, to be set beside somebody else's; with its name where that is another. */
export function ruleLine(rule: Rule | undefined, called: string, names: RuleNames): string {
  if (!rule) return t('rules.none');
  const { ahead, overflow, next_seconds, resolution_seconds } = rule.then;
  const detail = [
    answerIn(rule.then),
    ...(ahead ? [t('rules.aheadWord')] : []),
    ...(overflow ? [t('rules.overflowTo', { team: names.team(overflow) })] : []),
    ...(next_seconds ? [t('rules.nextIn', { time: duration(next_seconds) })] : []),
    ...(resolution_seconds ? [t('rules.resolvedIn', { time: duration(resolution_seconds) })] : []),
  ].join(', ');
  const line = t('rules.line', {
    when: conditionWords(rule.when),
    to: goesTo(rule.then, names),
    detail,
  });
  const whole = rule.name === called ? line : t('rules.lineNamed', { name: rule.name, line });
  return rule.off ? t('rules.lineOff', { line: whole }) : whole;
}
