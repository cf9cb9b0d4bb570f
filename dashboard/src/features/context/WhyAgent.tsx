import type { ConversationState } from '../../data/conversationState.ts';
import { type Candidate, type Decision, useDecisions } from '../../data/decisions.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/text.ts';
import { clockTime, waitLength } from '../../text/time.ts';
import { StateWord } from '../../ui/marks.tsx';
import { Failed } from '../../ui/states.tsx';
import styles from './ContextPane.module.css';
import why from './WhyAgent.module.css';

/** Why it went to whom: a line for everybody, and for supervisors all who were looked at. */
export function WhyAgent({ state }: { state: ConversationState }) {
  const { id, offer, owner } = state.conversation;
  const { data, error, refetch } = useDecisions(id, `${owner.id ?? ''}:${offer?.id ?? ''}`);
  if (error) {
    if (error.code === 'forbidden' || error.code === 'not_found') return null;
    return (
      <section className={styles.section}>
        <Failed
          compact
          what={t('whyAgent.failed')}
          say={error.message}
          requestId={error.requestId}
          retry={t('state.retry')}
          onRetry={() => void refetch()}
        />
      </section>
    );
  }
  const [latest, ...earlier] = data?.decisions ?? [];
  if (!latest) return null;
  return (
    <section className={styles.section} aria-label={t('whyAgent.title')}>
      <h3>
        {t('whyAgent.title')}
        <time className={styles.push} dateTime={latest.at}>
          {clockTime(latest.at)}
        </time>
      </h3>
      <p className={why.say}>{latest.say}</p>
      {latest.candidates && <Looked decision={latest} candidates={latest.candidates} />}
      {earlier.length > 0 && (
        <details className={why.earlier}>
          <summary>{t('whyAgent.earlier', { n: earlier.length })}</summary>
          <ul>
            {earlier.map((d) => (
              <li key={d.id + d.at}>
                <time dateTime={d.at}>{clockTime(d.at)}</time> {d.say}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Looked({
  decision: d,
  candidates,
}: {
  decision: Decision;
  candidates: readonly Candidate[];
}) {
  const teams = useTeams().data ?? [];
  const team = teams.find((x) => x.id === d.team)?.name;
  const leveled = candidates.some((c) => c.levels !== undefined);
  return (
    <details className={why.details}>
      <summary>{t('whyAgent.looked', { n: lookedAt(d) })}</summary>
      {team && <p className={styles.quiet}>{t('whyAgent.byTeam', { team })}</p>}
      <div className={why.scroll}>
        <table className={why.table}>
          <thead>
            <tr>
              <th scope="col">{t('whyAgent.who')}</th>
              {leveled && <th scope="col">{t('whyAgent.levels')}</th>}
              <th scope="col">{t('whyAgent.load')}</th>
              <th scope="col">{t('whyAgent.idle')}</th>
              <th scope="col">{t('whyAgent.result')}</th>
            </tr>
          </thead>
          <tbody>
            {candidates.map((c) => (
              <tr key={c.agent} data-chosen={c.chosen || undefined}>
                <th scope="row">
                  <bdi>{c.name}</bdi>
                </th>
                {leveled && <td>{c.levels ?? ''}</td>}
                <td>{t('bar.load', { load: c.load, capacity: c.places })}</td>
                <td>
                  {c.idle_since ? waitLength(Date.parse(d.at) - Date.parse(c.idle_since)) : ''}
                </td>
                <td>
                  {c.chosen ? (
                    <StateWord tone="good" icon="check">
                      {t('whyAgent.chosen')}
                    </StateWord>
                  ) : (
                    verdict(c)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** How many were, of whom not all are listed. */
function lookedAt({ could = 0, cut = {} }: Decision): number {
  return Object.values(cut).reduce((sum, n) => sum + n, could);
}

const cuts = [
  'disabled',
  'site',
  'team',
  'skill',
  'language',
  'tier',
  'status',
  'unreachable',
  'idle',
  'not_responding',
  'capacity',
  'barred',
] as const;

const fits = ['exact', 'translation', 'any_level', 'team', 'overflow'] as const;

/** Why not, or from which stage on they could have. A word of a newer server stands as it is. */
function verdict({ cut, fit }: Candidate): string {
  if (cut) {
    const known = cuts.find((c) => c === cut);
    return known ? t(`whyAgent.cut.${known}`) : cut;
  }
  const known = fits.find((f) => f === fit);
  return known ? t(`whyAgent.fit.${known}`) : t('whyAgent.could');
}
