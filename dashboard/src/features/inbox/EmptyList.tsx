import { Link, useNavigate } from '@tanstack/react-router';
import { ActionButton } from '../../actions/ActionButton.tsx';
import { useInboxState, useQueueDepth } from '../../data/inbox.ts';
import type { ListName } from '../../data/inboxRows.ts';
import { useMe } from '../../data/me.ts';
import { t } from '../../text/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/states.tsx';
import styles from './InboxList.module.css';

/** Why a list is empty, and the one thing to do about it. */
export function EmptyList({ list, filtered }: { list: ListName; filtered: boolean }) {
  const navigate = useNavigate();
  const { waiting } = useQueueDepth();
  const { load, capacity } = useMe().agent.presence;
  const mine = useInboxState().counts['']?.mine ?? 0;
  if (filtered) {
    return (
      <Empty
        icon="filter"
        title={t('empty.filtered')}
        why={t('empty.filteredWhy')}
        action={
          <Button
            tone="line"
            onClick={() =>
              void navigate({ to: '.', search: (now) => ({ ...now, site: undefined }) })
            }
          >
            {t('empty.clearFilters')}
          </Button>
        }
      />
    );
  }
  switch (list) {
    case 'mine':
      return (
        <Empty
          icon="check"
          title={t('empty.mine')}
          why={
            mine > 0
              ? t('empty.mineLoad', { load, capacity, waiting })
              : waiting > 0
                ? t('empty.mineQueue', { n: waiting })
                : t('empty.mineNothing')
          }
          action={<ActionButton action="queue.claimNext" tone="primary" showKeys />}
        />
      );
    case 'queue':
      return (
        <Empty
          icon="inbox"
          title={t('empty.queue')}
          why={t('empty.queueWhy')}
          action={
            <Link
              to="."
              search={(now) => ({ ...now, list: 'assistant' })}
              className={styles.emptyLink}
            >
              {t('empty.seeAssistant')}
            </Link>
          }
        />
      );
    case 'assistant':
      return <Empty icon="spark" title={t('empty.assistant')} why={t('empty.assistantWhy')} />;
    case 'follow_up':
      return <Empty icon="mail" title={t('empty.followUp')} why={t('empty.followUpWhy')} />;
    case 'snoozed':
      return <Empty icon="moon" title={t('empty.snoozed')} why={t('empty.snoozedWhy')} />;
    case 'all':
      return <Empty icon="inbox" title={t('empty.all')} why={t('empty.allWhy')} />;
    case 'resolved':
      return <Empty icon="check" title={t('empty.resolved')} why={t('empty.resolvedWhy')} />;
  }
}
