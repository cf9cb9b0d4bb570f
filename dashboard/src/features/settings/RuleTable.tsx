import type { RuleProblem } from '../../data/errors.ts';
import type { Rule, RuleOutcome, Tried } from '../../data/rules.ts';
import { t } from '../../text/planning.ts';
import { Button } from '../../ui/Button.tsx';
import { Switch } from '../../ui/fields.tsx';
import { Spoken } from '../../ui/marks.tsx';
import { Grip, MoveButtons, type Order } from '../../ui/order.tsx';
import routing from './Routing.module.css';
import { problemsAt, RuleProblems } from './RuleProblems.tsx';
import { answerIn, conditionWords, goesTo, type RuleNames } from './ruleWords.ts';
import styles from './Settings.module.css';

type Props = {
  /** Those that can be moved, in their order. */
  rules: readonly Rule[];
  /** What becomes of whatever no rule matches. */
  rest: Rule;
  order: Order;
  names: RuleNames;
  problems: readonly RuleProblem[];
  tried: Tried | undefined;
  onSwitch: (at: number, on: boolean) => void;
  /** Opens the rule at a place; without one the rest. */
  onEdit: (at: number | undefined) => void;
};

/** The rules from the top down, and last of all what happens without one. */
export function RuleTable(props: Props) {
  const { rules, rest, order, names, problems, tried, onSwitch, onEdit } = props;
  const matched = (id: string | undefined) => tried?.counts.find((c) => c.rule === (id ?? ''));
  const overflow = ({ then }: Rule) =>
    then.overflow
      ? names.team(then.overflow)
      : then.team
        ? t('rules.teamsOwn')
        : t('rules.noOverflow');
  return (
    <div className={styles.tableBox}>
      <table className={styles.table} data-acts="">
        <thead>
          <tr>
            <th scope="col" className={routing.wide}>
              <Spoken>{t('rules.order')}</Spoken>
            </th>
            <th scope="col">{t('rules.on')}</th>
            <th scope="col">{t('rules.rule')}</th>
            <th scope="col" className={routing.wide}>
              {t('rules.goesTo')}
            </th>
            <th scope="col" className={routing.wide}>
              {t('rules.answerIn')}
            </th>
            <th scope="col" className={routing.wide}>
              {t('rules.overflow')}
            </th>
            {tried && <th scope="col">{t('rules.matched')}</th>}
            <th scope="col">{t('team.change')}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((r, i) => (
            <tr key={r.id} className={routing.rule} data-off={r.off || undefined} {...order.row(i)}>
              <td className={routing.wide}>
                <Grip order={order} at={i} />
              </td>
              <td>
                <Switch
                  label={<Spoken>{t('rules.onOf', { rule: r.name })}</Spoken>}
                  checked={!r.off}
                  onChange={(on) => onSwitch(i, on)}
                />
              </td>
              <th scope="row" className={routing.name}>
                <span className={routing.ruleWords}>
                  <bdi>{r.name}</bdi>
                  <small>{conditionWords(r.when)}</small>
                  <small className={routing.under}>
                    {goesTo(r.then, names)} · <Within then={r.then} />
                  </small>
                  <RuleProblems problems={problemsAt(problems, i)} />
                </span>
              </th>
              <td className={routing.wide}>{goesTo(r.then, names)}</td>
              <td className={routing.wide}>
                <Within then={r.then} />
              </td>
              <td className={routing.wide}>{overflow(r)}</td>
              {tried && <td className={routing.number}>{matched(r.id)?.after ?? 0}</td>}
              <td>
                <span className={routing.acts}>
                  <MoveButtons
                    order={order}
                    id={r.id ?? ''}
                    at={i}
                    of={rules.length}
                    up={t('order.up', { name: r.name })}
                    down={t('order.down', { name: r.name })}
                  />
                  <Button
                    size="s"
                    tone="line"
                    icon="pencil"
                    aria-label={t('team.editOf', { name: r.name })}
                    onClick={() => onEdit(i)}
                  >
                    {t('state.edit')}
                  </Button>
                </span>
              </td>
            </tr>
          ))}
          <tr className={routing.rule} data-last="">
            <td className={routing.wide} />
            <td />
            <th scope="row" className={routing.name}>
              <span className={routing.ruleWords}>
                {t('rules.else')}
                <small>{t('rules.elseHelp')}</small>
                <small className={routing.under}>
                  {goesTo(rest.then, names)} · <Within then={rest.then} />
                </small>
                <RuleProblems problems={problemsAt(problems, rules.length)} />
              </span>
            </th>
            <td className={routing.wide}>{goesTo(rest.then, names)}</td>
            <td className={routing.wide}>
              <Within then={rest.then} />
            </td>
            <td className={routing.wide}>{overflow(rest)}</td>
            {tried && <td className={routing.number}>{matched(rest.id)?.after ?? 0}</td>}
            <td>
              <Button
                size="s"
                tone="line"
                icon="pencil"
                aria-label={t('team.editOf', { name: t('rules.else') })}
                onClick={() => onEdit(undefined)}
              >
                {t('state.edit')}
              </Button>
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** How soon it is to be answered. */
function Within({ then }: { then: RuleOutcome }) {
  return (
    <span className={routing.number}>
      {answerIn(then)}
      {then.ahead && <small className={routing.muted}> · {t('rules.aheadWord')}</small>}
    </span>
  );
}
