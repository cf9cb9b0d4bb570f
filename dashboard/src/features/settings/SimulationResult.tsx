import type { Figures, SimulatedDay, Simulation } from '../../data/simulation.ts';
import { t } from '../../text/planning.ts';
import { Card } from '../../ui/Card.tsx';
import { StateWord } from '../../ui/marks.tsx';
import { Notice } from '../../ui/states.tsx';
import routing from './Routing.module.css';
import { duration } from './ruleWords.ts';
import page from './Settings.module.css';
import styles from './Simulator.module.css';
import { count, type Difference, difference, figures, share } from './simulationWords.ts';

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
        <Sides
          label={t('simulator.result')}
          first={t('simulator.figure')}
          rows={figures(result.within_seconds).map((f) => ({
            key: f.key,
            name: f.label,
            now: f.say(f.of(now)),
            draft: f.say(f.of(draft)),
            change: difference(f.of(now), f.of(draft), f),
          }))}
        />
      </Card>
      <Teams now={now} draft={draft} />
      <People now={now} draft={draft} />
    </>
  );
}

interface Row {
  key: string;
  name: string | undefined;
  now: string;
  draft: string;
  change: Difference | undefined;
}

/** A table of both days. */
function Sides({ label, first, rows }: { label: string; first: string; rows: readonly Row[] }) {
  return (
    <div className={page.tableBox}>
      <table className={page.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            <th scope="col">{t('simulator.now')}</th>
            <th scope="col">{t('simulator.draft')}</th>
            <th scope="col">{t('simulator.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className={routing.name} dir="auto">
                {row.name}
              </th>
              <td className={routing.number}>{row.now}</td>
              <td className={routing.number}>{row.draft}</td>
              <td>{row.change && <Change difference={row.change} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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
    ? t('simulator.brief', { came: count(f.came), wait: duration(f.mean_wait_seconds) })
    : t('simulator.nothing');

function Teams({ now, draft }: Days) {
  const all = both(now.teams, draft.teams, (x) => x.team ?? '');
  if (all.length === 0) return null;
  const wait = { better: 'less', say: duration, grain: 1 } as const;
  return (
    <Card title={t('simulator.byTeam')} about={t('simulator.byTeamAbout')} flush>
      <Sides
        label={t('simulator.byTeam')}
        first={t('rules.team')}
        rows={all.map(({ key, a, b }) => ({
          key,
          name: a?.name || b?.name || t('rules.anybody'),
          now: brief(a?.figures),
          draft: brief(b?.figures),
          change:
            a && b
              ? difference(a.figures.mean_wait_seconds, b.figures.mean_wait_seconds, wait)
              : undefined,
        }))}
      />
    </Card>
  );
}

const workday = (p: SimulatedDay['people'][number] | undefined) =>
  p
    ? t('simulator.workday', { answered: count(p.answered), share: share(p.occupancy) })
    : t('simulator.notThere');

function People({ now, draft }: Days) {
  const occupied = { better: 'neither', say: share, grain: 0.0005 } as const;
  return (
    <Card title={t('simulator.byPerson')} about={t('simulator.byPersonAbout')} flush>
      <Sides
        label={t('simulator.byPerson')}
        first={t('simulator.person')}
        rows={both(now.people, draft.people, (x) => x.agent).map(({ key, a, b }) => ({
          key,
          name: a?.name || b?.name,
          now: workday(a),
          draft: workday(b),
          change: a && b ? difference(a.occupancy, b.occupancy, occupied) : undefined,
        }))}
      />
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
