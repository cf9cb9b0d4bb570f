import { ActionButton } from '../../actions/ActionButton.tsx';
import { t } from '../../text/text.ts';
import { IconButton } from '../../ui/Button.tsx';
import styles from './InboxList.module.css';
import type { GroupId } from './items.ts';

type Props = {
  id: GroupId;
  count: number;
  folded: boolean;
  onFold: (folded: boolean) => void;
};

const titles = {
  queue: 'inbox.waitingGroup',
  mine: 'inbox.mineGroup',
  assistant: 'inbox.assistantGroup',
} as const;

export function GroupHead({ id, count, folded, onFold }: Props) {
  return (
    <h2 className={styles.group}>
      <span>{t(titles[id])}</span>
      {(id !== 'queue' || folded) && <span className={styles.count}>{count}</span>}
      <span className={styles.grow} />
      {id === 'queue' && (
        <>
          <ActionButton action="queue.claimNext" tone="quiet" size="s" showKeys />
          <IconButton
            icon={folded ? 'next' : 'down'}
            size="s"
            label={folded ? t('inbox.unfold') : t('inbox.fold')}
            aria-expanded={!folded}
            onClick={() => onFold(!folded)}
          />
        </>
      )}
    </h2>
  );
}
