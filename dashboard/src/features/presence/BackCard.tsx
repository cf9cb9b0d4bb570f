import { useMe, useSetStatus } from '../../data/me.ts';
import { t } from '../../text/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { sayFailed } from '../../ui/toasts.ts';
import styles from './PresenceMenu.module.css';

/** Tells somebody who no longer gets offers why, with the one press that changes it. */
export function BackCard() {
  const { status, why } = useMe().agent.presence;
  const { mutate, isPending } = useSetStatus();
  const missed = why === 'not_responding';
  if (status !== 'available' || (!missed && why !== 'idle')) return null;
  return (
    <div className={styles.back} role="status">
      <Icon name={missed ? 'alarm' : 'clock'} />
      <div className={styles.backWords}>
        <p>{missed ? t('presence.missed') : t('presence.idle')}</p>
        <p>{missed ? t('presence.missedWhy') : t('presence.idleWhy')}</p>
      </div>
      <Button
        size="s"
        tone="primary"
        busy={isPending}
        onClick={() =>
          mutate({ status: 'available' }, { onError: (error) => sayFailed(error.message) })
        }
      >
        {t('presence.back')}
      </Button>
    </div>
  );
}
