import { type Rehearsed, useRehearsal } from '../../data/rehearsal.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/planning.ts';
import { Button } from '../../ui/Button.tsx';
import { Bone, Notice } from '../../ui/states.tsx';
import { AskOwn } from './AskOwn.tsx';
import styles from './GoLive.module.css';
import { RehearsedCard } from './RehearsedCard.tsx';
import page from './Settings.module.css';
import { Unloaded } from './Unloaded.tsx';

const order = ['bad', 'watch', 'good'] as const;

/** What would happen on a Sunday, in German, for a VIP, with everybody at capacity. */
export function GoLivePage({ site }: { site: Site }) {
  const { data: answers, error, isFetching, refetch } = useRehearsal(site.id);
  if (error || !answers) {
    return (
      <Unloaded what={t('golive.failed')} error={error} refetch={refetch}>
        <Bone width="xl" shape="block" />
        <Bone width="xl" shape="block" />
      </Unloaded>
    );
  }
  const sorted = order.flatMap((v) => answers.filter((a) => a.verdict === v));
  return (
    <div className={page.page} data-wide="">
      <div className={styles.toolbar}>
        <p className={page.quiet}>{t('golive.about')}</p>
        <Button tone="line" icon="refresh" busy={isFetching} onClick={() => void refetch()}>
          {t('golive.again')}
        </Button>
      </div>
      <Counts answers={answers} />
      <AskOwn site={site} />
      <ul className={styles.list} aria-label={t('golive.list')}>
        {sorted.map((a) => (
          <li key={a.question}>
            <RehearsedCard answer={a} site={site.id} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Counts({ answers }: { answers: readonly Rehearsed[] }) {
  const count = (v: Rehearsed['verdict']) => answers.filter((a) => a.verdict === v).length;
  const [bad, watch, good] = [count('bad'), count('watch'), count('good')];
  return (
    <div role="status">
      <Notice tone={bad > 0 ? 'bad' : watch > 0 ? 'warn' : 'good'}>
        {bad + watch === 0 ? t('golive.ready') : t('golive.counts', { bad, watch, good })}
      </Notice>
    </div>
  );
}
