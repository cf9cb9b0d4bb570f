import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useHandler } from '../../actions/useActions.ts';
import type { Schema } from '../../data/api.ts';
import { useCachedConversation } from '../../data/conversation.ts';
import type { CopilotText } from '../../data/copilot.ts';
import { useKit } from '../../data/kit.ts';
import { t } from '../../text/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import { Tag } from '../../ui/marks.tsx';
import { Failed, Notice } from '../../ui/states.tsx';
import styles from './CopilotPane.module.css';
import type { Insert } from './CopilotPane.tsx';
import { Sources } from './Sources.tsx';
import { useStream } from './useStream.ts';

type Props = {
  conversation: string;
  status: Schema['CopilotStatus'] | undefined;
  /** A draft was asked for before this was on the page. */
  startAtOnce: boolean;
  onStarted: () => void;
  onInsert: Insert;
};

type Disposition = Schema['Disposition']['disposition'];

/** A drafted reply with its sources. What became of it is told, so that drafts get better. */
export function SuggestedReply({ conversation, status, startAtOnce, onStarted, onInsert }: Props) {
  const { api } = useKit();
  const [hint, setHint] = useState('');
  const stream = useStream(conversation);
  const site = useCachedConversation(conversation)?.conversation.site ?? '';
  const { mutate: tell } = useMutation({
    mutationFn: ({ id, disposition }: { id: string; disposition: Disposition }) =>
      api.POST('/copilot/drafts/{draft}/disposition', {
        params: { path: { draft: id } },
        body: { disposition },
      }),
    retry: 2,
  });
  const settle = (draft: CopilotText | undefined, disposition: Disposition, text?: string) => {
    if (draft) tell({ id: draft.id, disposition });
    if (text !== undefined) onInsert(text, disposition === 'edited' ? 'all' : 'here');
    stream.reset();
  };
  const start = () =>
    stream.start({ what: 'draft', ...(hint.trim() ? { hint: hint.trim() } : {}) });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it starts once for each time it was asked
  useEffect(() => {
    if (!startAtOnce) return;
    onStarted();
    start();
  }, [startAtOnce]);
  const drafts = status?.features.find((f) => f.name === 'drafts');
  const works = drafts?.works ?? true;
  useHandler('composer.draft', start, works ? undefined : (drafts?.why ?? t('copilot.off')));
  const { state } = stream;
  return (
    <section className={styles.section} aria-label={t('copilot.suggested')}>
      <h3>
        {t('copilot.suggested')}
        {state.at === 'writing' && (
          <>
            <Tag tone="assist" icon="spark">
              {t('copilot.writing')}
            </Tag>
            <span className={styles.push}>
              <Button size="s" icon="stop" onClick={stream.stop}>
                {t('copilot.stop')}
              </Button>
            </span>
          </>
        )}
      </h3>
      {!works ? (
        <Notice>{drafts?.why ?? status?.why ?? t('copilot.off')}</Notice>
      ) : state.at === 'idle' ? (
        <form
          className={styles.start}
          onSubmit={(e) => {
            e.preventDefault();
            start();
          }}
        >
          <input
            className={styles.hint}
            aria-label={t('copilot.hint')}
            placeholder={t('copilot.hint')}
            maxLength={500}
            value={hint}
            onChange={(e) => setHint(e.target.value)}
          />
          <Button type="submit" tone="assist" size="s" icon="copilot">
            {t('copilot.draft')}
          </Button>
        </form>
      ) : state.at === 'failed' ? (
        <Failed
          compact
          what={t('copilot.draftFailed')}
          say={state.error.message}
          requestId={state.error.requestId}
          retry={t('state.retry')}
          onRetry={start}
        />
      ) : (
        <DraftCard
          text={state.at === 'done' ? state.text.text : state.text}
          result={state.at === 'done' ? state.text : undefined}
          writing={state.at === 'writing'}
          site={site}
          onInsert={(text) =>
            settle(state.at === 'done' ? state.text : undefined, 'inserted', text)
          }
          onEdit={(text) => settle(state.at === 'done' ? state.text : undefined, 'edited', text)}
          onDismiss={() => settle(state.at === 'done' ? state.text : undefined, 'dismissed')}
        />
      )}
      {status?.mode === 'built_in' && works && state.at === 'idle' && (
        <p className={styles.quiet}>{drafts?.why ?? status.why ?? t('copilot.builtInDrafts')}</p>
      )}
    </section>
  );
}

type CardProps = {
  text: string;
  result: CopilotText | undefined;
  writing: boolean;
  site: string;
  onInsert: (text: string) => void;
  onEdit: (text: string) => void;
  onDismiss: () => void;
};

function DraftCard({ text, result, writing, site, onInsert, onEdit, onDismiss }: CardProps) {
  const empty = text.trim() === '';
  return (
    <div className={styles.draft} aria-busy={writing}>
      <div className={`${styles.draftText} ${writing ? styles.writing : ''}`}>
        {empty && !writing ? t('copilot.nothingFits') : <Markdown text={text} />}
      </div>
      {result && result.sources.length > 0 && (
        <div className={styles.foot}>
          <Sources sources={result.sources} site={site} />
        </div>
      )}
      {result?.why && <p className={styles.why}>{result.why}</p>}
      <div className={styles.foot}>
        <Button size="s" tone="assist" disabled={writing || empty} onClick={() => onInsert(text)}>
          {t('copilot.insert')}
        </Button>
        <Button size="s" disabled={writing || empty} onClick={() => onEdit(text)}>
          {t('copilot.edit')}
        </Button>
        <span className={styles.push} />
        <Button size="s" onClick={onDismiss}>
          {t('copilot.dismiss')}
        </Button>
      </div>
      <output className={styles.spoken}>{writing ? '' : text}</output>
    </div>
  );
}
