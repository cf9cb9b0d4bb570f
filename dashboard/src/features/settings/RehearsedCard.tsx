import { Link } from '@tanstack/react-router';
import type { Rehearsed } from '../../data/rehearsal.ts';
import { t } from '../../text/planning.ts';
import { Markdown } from '../../ui/Markdown.tsx';
import { StateWord } from '../../ui/marks.tsx';
import styles from './GoLive.module.css';
import { duration } from './ruleWords.ts';

type Step = NonNullable<Rehearsed['steps']>[number];

const marks = {
  good: { tone: 'good', icon: 'check' },
  watch: { tone: 'warn', icon: 'eye' },
  bad: { tone: 'bad', icon: 'alarm' },
} as const;

/** One question: what the visitor reads, who gets it, and what to change where. */
export function RehearsedCard({ answer: a, site }: { answer: Rehearsed; site: string }) {
  const mark = marks[a.verdict];
  return (
    <article className={styles.card} data-verdict={a.verdict}>
      <header className={styles.head}>
        <StateWord tone={mark.tone} icon={mark.icon}>
          {t(`golive.${a.verdict}`)}
        </StateWord>
        <h3>{a.question}</h3>
      </header>
      <p className={styles.advice}>
        {a.advice}{' '}
        {a.area && (
          <Link to="/settings/$area" params={{ area: a.area }} search={{ site }}>
            {t('golive.change', { area: t(`area.${a.area}`) })}
          </Link>
        )}
      </p>
      {a.said && (
        <div className={styles.two}>
          <section className={styles.part}>
            <h4>{t('golive.reads')}</h4>
            <Bubble text={a.said} />
            {a.asks_contact && <p className={styles.quiet}>{t('golive.asksContact')}</p>}
          </section>
          <section className={styles.part}>
            <h4>{t('golive.gets')}</h4>
            <Route a={a} />
            <Steps steps={a.steps ?? []} />
            {a.live && <Reaches a={a} />}
          </section>
        </div>
      )}
    </article>
  );
}

function Bubble({ text }: { text: string }) {
  return (
    <div className={styles.bubble}>
      <Markdown text={text} />
    </div>
  );
}

function Route({ a }: { a: Rehearsed }) {
  const skills = (a.skills ?? []).map(({ name, level }) =>
    level > 1 ? t('rules.skillFrom', { name, level }) : name,
  );
  const to = [
    a.team_name || t('rules.anybody'),
    ...skills,
    ...(a.ahead ? [t('golive.ahead')] : []),
  ];
  return (
    <p>
      {a.rule ? t('golive.byRule', { rule: a.rule }) : t('golive.noRule')}
      {'. '}
      {a.live
        ? t('golive.to', { to: to.join(', '), target: duration(a.target_seconds ?? 0) })
        : t('golive.later')}
    </p>
  );
}

const when = (seconds: number) =>
  seconds === 0 ? t('golive.atOnce') : t('golive.after', { span: duration(seconds) });

const names = (people: readonly string[] | undefined) =>
  new Intl.ListFormat(document.documentElement.lang || 'en').format(people ?? []);

function Steps({ steps }: { steps: readonly Step[] }) {
  if (steps.length === 0) return null;
  return (
    <ol className={styles.steps}>
      {steps.map((s) => (
        <li key={`${s.after_seconds} ${s.did}`}>
          {stepLine(s)}
          {s.said && <Bubble text={s.said} />}
          {s.people && s.why && <p className={styles.quiet}>{t('golive.why', { why: s.why })}</p>}
        </li>
      ))}
    </ol>
  );
}

function stepLine(s: Step): string {
  const at = { when: when(s.after_seconds), who: names(s.people) };
  switch (s.did) {
    case 'offered':
      return t('golive.offered', at);
    case 'assigned':
      return t('golive.assigned', at);
    case 'told':
      return t('golive.told', at);
    case 'later':
      return t('golive.ends', at);
  }
}

function Reaches({ a }: { a: Rehearsed }) {
  const reaches = a.reaches ?? [];
  return (
    <details className={styles.details}>
      <summary>{t('golive.reaches')}</summary>
      {reaches.length === 0 && <p>{t('golive.nobody')}</p>}
      <ul>
        {reaches.map((r) => (
          <li key={r.stage}>
            {t('golive.reach', {
              when: when(r.after_seconds),
              stage: t(`golive.stage.${r.stage}`),
              who: names(r.people),
            })}
          </li>
        ))}
      </ul>
    </details>
  );
}
