import { useState } from 'react';
import { asApiError } from '../../data/errors.ts';
import { type Topic, type TopicsTried, useTryTopics } from '../../data/topics.ts';
import { topicLabel } from '../../data/visitor.ts';
import { t } from '../../text/planning.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { TextArea } from '../../ui/fields.tsx';
import routing from './Routing.module.css';
import styles from './Settings.module.css';

/** How many of the likeliest topics are shown. */
const shown = 4;

/** Says what a message would be taken to be about, by the topics as they stand on the page. */
export function TopicTrial({ site, topics }: { site: string; topics: readonly Topic[] }) {
  const { mutate, data, error, isPending } = useTryTopics(site);
  const [text, setText] = useState('');
  return (
    <Card title={t('topics.try')} about={t('topics.tryAbout')}>
      <form
        className={styles.group}
        onSubmit={(e) => {
          e.preventDefault();
          mutate({ topics: [...topics], messages: [text] });
        }}
      >
        <TextArea
          label={t('topics.message')}
          rows={2}
          maxLength={4000}
          dir="auto"
          value={text}
          error={error ? asApiError(error).message : undefined}
          onChange={(e) => setText(e.target.value)}
        />
        <div>
          <Button type="submit" busy={isPending} disabled={text.trim() === ''}>
            {t('topics.tryIt')}
          </Button>
        </div>
        <div role="status">{data && <Result tried={data} />}</div>
      </form>
    </Card>
  );
}

function Result({ tried }: { tried: TopicsTried }) {
  const { topic, words, guesses } = tried;
  return (
    <>
      <p>
        <b>{topic ? t('topics.is', { topic: topicLabel(topic) }) : t('topics.isNone')}</b>
        {words?.length ? ` ${t('topics.because', { words: words.join(', ') })}` : ''}
      </p>
      <ul className={routing.guesses}>
        {guesses.slice(0, shown).map((g) => (
          <li key={g.name}>
            <span>{topicLabel(g.name)}</span>
            <meter min={0} max={1} value={g.share} aria-label={topicLabel(g.name)} />
            <span className={routing.number}>{Math.round(100 * g.share)} %</span>
          </li>
        ))}
      </ul>
    </>
  );
}
