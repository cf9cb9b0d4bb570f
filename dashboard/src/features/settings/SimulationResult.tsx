import type { Figures, SimulatedDay, Simulation } from '../../data/simulation.ts';
import { t } from '../../text/rooms.ts';
import { Card } from '../../ui/Card.tsx';
import { StateWord } from '../../ui/marks.tsx';
import { Notice } from '../../ui/states.tsx';
import routing from './Routing.module.css';
import page from './Settings.module.css';
import styles from './Simulator.module.css';
import { count, type Difference, difference, figures, share, span } from './simulationWords.ts';

/** Both days side by side: all together, each team, each person; and what the figures rest on. */
export function SimulationResult({ result }: { result: Simulation }) {
  const { now, draft, notes, arrivals } = result;
  return (
    <>
      <Card title={t('simulator.result')} about={t('simulator.resultAbout', { n: arrivals })} flush>
        <ul className={styles.notes} aria-label={t('simulator.notes')}>
          {notes.map((note, i) => (
            <li key={note}>
              {i === 0 && note.startsWith('Only') ? <Notice tone="warn">{note}</Notice> : note}
            </li>
          ))}
        </ul>
        <div className={page.tableBox}>
          <table className={page.table} aria-label={t('simulator.result')}>
            <Head first={t('simulator.figure')} />
            <tbody>
              {figures(result.within_seconds).map((f) => (
                <tr key={f.key}>
                  <th scope="row" className={routing.name}>
                    {f.label}
                  </th>
                  <td className={routing.number}>{f.say(f.of(now))}</td>
                  <td className={routing.number}>{f.say(f.of(draft))}</td>
                  <td>
                    <Change difference={difference(f.of(now), f.of(draft), f)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <Teams now={now} draft={draft} />
      <People now={now} draft={draft} />
    </>
  );
}

function Head({ first }: { first: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        <th scope="col">{t('simulator.now')}</th>
        <th scope="col">{t('simulator.draft')}</th>
        <th scope="col">{t('simulator.difference')}</th>
      </tr>
    </thead>
  );
}

const marks = {
  better: { tone: 'good', icon: 'check' },
  worse: { tone: 'bad', icon: 'alarm' },
} as const;

function Change({ difference: d }: { difference: Difference }) {
  if (d.is === 'better' || d.is === 'worse') return <StateWord {...marks[d.is]}>{d.say}</StateWord>;
  return <span className={routing.muted}>{d.say}</span>;
}

type Days = { now: SimulatedDay; draft: SimulatedDay };

const brief = (f: Figures | undefined) =>
  f
    ? t('simulator.brief', { came: count(f.came), wait: span(f.mean_wait_seconds) })
    : t('simulator.nothing');

function Teams({ now, draft }: Days) {
  const all = both(now.teams, draft.teams, (x) => x.team ?? '');
  if (all.length === 0) return null;
  return (
    <Card title={t('simulator.byTeam')} about={t('simulator.byTeamAbout')} flush>
      <div className={page.tableBox}>
        <table className={page.table} aria-label={t('simulator.byTeam')}>
          <Head first={t('rules.team')} />
          <tbody>
            {all.map(({ key, a, b }) => (
              <tr key={key}>
                <th scope="row" className={routing.name} dir="auto">
                  {a?.name || b?.name || t('rules.anybody')}
                </th>
                <td className={routing.number}>{brief(a?.figures)}</td>
                <td className={routing.number}>{brief(b?.figures)}</td>
                <td>
                  {a && b && (
                    <Change
                      difference={difference(
                        a.figures.mean_wait_seconds,
                        b.figures.mean_wait_seconds,
                        { better: 'less', say: span, grain: 1 },
                      )}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function People({ now, draft }: Days) {
  const all = both(now.people, draft.people, (x) => x.agent);
  const day = (p: SimulatedDay['people'][number] | undefined) =>
    p
      ? t('simulator.workday', { answered: count(p.answered), share: share(p.occupancy) })
      : t('simulator.notThere');
  return (
    <Card title={t('simulator.byPerson')} about={t('simulator.byPersonAbout')} flush>
      <div className={page.tableBox}>
        <table className={page.table} aria-label={t('simulator.byPerson')}>
          <Head first={t('simulator.person')} />
          <tbody>
            {all.map(({ key, a, b }) => (
              <tr key={key}>
                <th scope="row" className={routing.name} dir="auto">
                  {a?.name || b?.name}
                </th>
                <td className={routing.number}>{day(a)}</td>
                <td className={routing.number}>{day(b)}</td>
                <td>
                  {a && b && (
                    <Change
                      difference={difference(a.occupancy, b.occupancy, {
                        better: 'neither',
                        say: share,
                        grain: 0.0005,
                      })}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** What either day has, with what the other has of the same. */
function both<T>(now: readonly T[], draft: readonly T[], keyOf: (x: T) => string) {
  const keys = [...new Set([...now, ...draft].map(keyOf))];
  return keys.map((key) => ({
    key,
    a: now.find((x) => keyOf(x) === key),
    b: draft.find((x) => keyOf(x) === key),
  }));
}
