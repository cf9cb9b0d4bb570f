import { useCopilotPane, useCopilotStatus } from '../../data/copilot.ts';
import { asApiError } from '../../data/errors.ts';
import { t } from '../../text/text.ts';
import { Bone, Failed, Skeleton } from '../../ui/states.tsx';
import { Articles } from './Articles.tsx';
import { Ask } from './Ask.tsx';
import styles from './CopilotPane.module.css';
import { SuggestedReply } from './SuggestedReply.tsx';
import { Summary } from './Summary.tsx';

export type Insert = (text: string, how: 'here' | 'all') => void;

type Props = {
  conversation: string;
  /** The visitor's first name. */
  visitor: string;
  startDraft: boolean;
  onDraftStarted: () => void;
  onInsert: Insert;
};

/** What helps the agent. Nothing here is ever sent by itself. */
export function CopilotPane({
  conversation,
  visitor,
  startDraft,
  onDraftStarted,
  onInsert,
}: Props) {
  const { data: pane, error, refetch, isFetching } = useCopilotPane(conversation);
  const { data: status } = useCopilotStatus();
  return (
    <>
      <div className={styles.scroll}>
        {pane ? (
          <Summary
            summary={pane.summary}
            refreshing={isFetching}
            onRefresh={() => void refetch()}
          />
        ) : error ? (
          <Failed
            compact
            what={t('copilot.summaryFailed')}
            say={error.message}
            requestId={asApiError(error).requestId}
            retry={t('state.retry')}
            onRetry={() => void refetch()}
          />
        ) : (
          <Skeleton label={t('state.loading')}>
            <div className={styles.section}>
              <Bone width="xl" />
              <Bone width="l" />
              <Bone width="m" />
            </div>
          </Skeleton>
        )}
        <SuggestedReply
          key={conversation}
          conversation={conversation}
          status={status}
          startAtOnce={startDraft}
          onStarted={onDraftStarted}
          onInsert={onInsert}
        />
        {pane && <Articles articles={pane.articles} onInsert={onInsert} />}
      </div>
      <Ask
        key={`ask-${conversation}`}
        conversation={conversation}
        visitor={visitor}
        status={status}
        onInsert={onInsert}
      />
    </>
  );
}
