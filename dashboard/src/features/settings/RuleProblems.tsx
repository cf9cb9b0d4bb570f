import type { RuleProblem } from '../../data/errors.ts';
import { Icon } from '../../ui/Icon.tsx';
import routing from './Routing.module.css';

/** What is wrong with a rule, right where it stands. */
export function RuleProblems({ problems }: { problems: readonly RuleProblem[] }) {
  return problems.map((p) => (
    <p
      key={`${p.field}:${p.say}`}
      className={routing.problem}
      data-refused={p.refused || undefined}
    >
      <Icon name="alarm" size="s" />
      {p.say}
    </p>
  ));
}

/** Those of the rule at a place. */
export function problemsAt(problems: readonly RuleProblem[], at: number): RuleProblem[] {
  return problems.filter(
    ({ field }) => field === `rules[${at}]` || field.startsWith(`rules[${at}].`),
  );
}

/** Those of the table as a whole. */
export function generalProblems(problems: readonly RuleProblem[]): RuleProblem[] {
  return problems.filter(({ field }) => !/^rules\[\d+\]/u.test(field));
}
