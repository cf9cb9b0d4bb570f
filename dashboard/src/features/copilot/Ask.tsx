import { useState } from 'react';
import type { Schema } from '../../data/api.ts';
import { useCachedConversation } from '../../data/conversation.ts';
import { t } from '../../text/text.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import { Failed } from '../../ui/states.tsx';
import styles from './CopilotPane.module.css';
import type { Insert } from './CopilotPane.tsx';
import { Sources } from './Sources.tsx';
import { useStream } from './useStream.ts';

type Props = {
  conversation: string;
  visitor: string;
  status: Schema['CopilotStatus'] | undefined;
  onInsert: Insert;
};

/** A question to the knowledge base, on the agent's own behalf. */
export function Ask({ conversation, visitor, status, onInsert }: Props) {
  const [question, setQuestion] = useState('');
  const stream = useStream(conversation);
  const site = useCachedConversation(conversation)?.conversation.site ?? '';
  const feature = status?.features.find((f) => f.name === 'ask');
  const off = feature && !feature.works ? (feature.why ?? t('copilot.off')) : undefined;
  const ask = () => question.trim() && stream.start({ what: 'ask', question: question.trim() });
  const { state } = stream;
  const text =
    state.at === 'done'
      ? state.text.text
      : state.at === 'writing' || state.at === 'stopped'
        ? state.text
        : '';
  return (
    <div className={styles.askBox}>
      {state.at === 'failed' && (
        <Failed
          compact
          what={t('copilot.askFailed')}
          say={state.error.message}
          requestId={state.error.requestId}
          retry={t('state.retry')}
          onRetry={ask}
        />
      )}
      {(text || state.at === 'writing') && (
        <div className={styles.answer} aria-busy={state.at === 'writing'}>
          <div className={`${styles.answerText} ${state.at === 'writing' ? styles.writing : ''}`}>
            <Markdown text={text} />
          </div>
          {state.at === 'done' && state.text.why && (
            <p className={styles.quiet}>{state.text.why}</p>
          )}
          {state.at === 'done' && <Sources sources={state.text.sources} site={site} />}
          <div className={styles.answerActs}>
            {state.at === 'writing' ? (
              <Button size="s" icon="stop" onClick={stream.stop}>
                {t('copilot.stop')}
              </Button>
            ) : (
              <Button size="s" tone="assist" onClick={() => onInsert(text, 'here')}>
                {t('copilot.insert')}
              </Button>
            )}
            <Button size="s" onClick={stream.reset}>
              {t('copilot.close')}
            </Button>
          </div>
        </div>
      )}
      <form
        className={styles.ask}
        onSubmit={(e) => {
          e.preventDefault();
          ask();
        }}
      >
        <input
          aria-label={t('copilot.ask')}
          placeholder={t('copilot.ask')}
          value={question}
          maxLength={1000}
          disabled={off !== undefined}
          onChange={(e) => setQuestion(e.target.value)}
        />
        <IconButton
          type="submit"
          icon="send"
          size="s"
          tone="assist"
          label={off ?? t('copilot.askDo')}
          disabled={off !== undefined || question.trim() === ''}
        />
      </form>
      <p className={styles.quiet}>{off ?? t('copilot.never', { visitor })}</p>
    </div>
  );
}
