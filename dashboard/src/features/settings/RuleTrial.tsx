import { Link } from '@tanstack/react-router';
import type { Tried } from '../../data/rules.ts';
import { topicLabel } from '../../data/visitor.ts';
import { t } from '../../text/planning.ts';
import { shortDate } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Card } from '../../ui/Card.tsx';
import { Notice } from '../../ui/states.tsx';
import routing from './Routing.module.css';
import { goesTo, type RuleNames } from './ruleWords.ts';
import styles from './Settings.module.css';

type Props = {
  tried: Tried;
  /** The rules were changed since. */
  old: boolean;
  names: RuleNames;
  /** The name of a rule by id. */
  rule: (id: string) => string;
};

/** What other rules would have done with conversations that were handed off. Nothing was stored. */
export function RuleTrial({ tried, old, names, rule }: Props) {
  const now = useNow('halfMinute');
  const counts = tried.counts.filter((c) => c.before > 0 || c.after > 0);
  return (
    <Card title={t('trial.title')} about={t('trial.about', { n: tried.cases })} flush>
      {old && (
        <div className={routing.section}>
          <Notice tone="warn">{t('trial.old')}</Notice>
        </div>
      )}
      <p role="status" className={routing.section}>
        <b>{tried.cases === 0 ? t('trial.none') : t('trial.changed', { n: tried.changed })}</b>
      </p>
      {counts.length > 0 && (
        <div className={styles.tableBox}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('rules.rule')}</th>
                <th scope="col">{t('trial.before')}</th>
                <th scope="col">{t('trial.after')}</th>
              </tr>
            </thead>
            <tbody>
              {counts.map((c) => (
                <tr key={c.rule}>
                  <th scope="row" className={routing.name}>
                    {c.name || t('rules.else')}
                  </th>
                  <td className={routing.number}>{c.before}</td>
                  <td className={routing.number}>
                    <span className={c.before === c.after ? undefined : routing.changed}>
                      {c.after}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {tried.changes.length > 0 && (
        <div className={`${styles.tableBox} ${routing.trial}`}>
          <table className={styles.table} aria-label={t('trial.list')}>
            <thead>
              <tr>
                <th scope="col">{t('trial.conversation')}</th>
                <th scope="col">{t('trial.before')}</th>
                <th scope="col">{t('trial.after')}</th>
              </tr>
            </thead>
            <tbody>
              {tried.changes.map((c) => (
                <tr key={c.conversation}>
                  <td>
                    <span className={routing.ruleWords}>
                      <Link
                        to="/inbox/$conversation"
                        params={{ conversation: c.conversation }}
                        dir="auto"
                      >
                        {c.summary || t('trial.untitled')}
                      </Link>
                      <small>
                        {[c.topic && topicLabel(c.topic), c.asked_at && shortDate(c.asked_at, now)]
                          .filter(Boolean)
                          .join(' · ')}
                      </small>
                    </span>
                  </td>
                  <td>
                    {rule(c.before_rule)}
                    <br />
                    <small className={routing.muted}>{goesTo(c.before, names)}</small>
                  </td>
                  <td>
                    <b>{rule(c.after_rule)}</b>
                    <br />
                    <small className={routing.muted}>{goesTo(c.after, names)}</small>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
