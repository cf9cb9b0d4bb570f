import { useMe, useSetStatus } from '../../data/me.ts';
import { t } from '../../text/text.ts';
import { useNow } from '../../text/useNow.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { sayFailed } from '../../ui/toasts.ts';
import styles from './PresenceMenu.module.css';

/** For how long after a shift somebody is told that it is over. */
const toldFor = 60 * 60_000;

/** Tells somebody who no longer gets offers why, with the one press that changes it. */
export function BackCard() {
  const { status, own, until, why, since } = useMe().agent.presence;
  const { mutate, isPending } = useSetStatus();
  const now = useNow('halfMinute');
  const missed = why === 'not_responding';
  const over = why === 'shift_over' && since !== undefined && now - Date.parse(since) < toldFor;
  if (!over && (status !== 'available' || (!missed && why !== 'idle'))) return null;
  // What they had chosen stays; after a shift it is over.
  const again = over || !own ? { status: 'available' as const } : { own };
  const about = missed ? 'missed' : over ? 'shift' : 'idle';
  return (
    <div className={styles.back} role="status">
      <Icon name={missed ? 'alarm' : 'clock'} />
      <div className={styles.backWords}>
        <p>{t(`presence.${about}`)}</p>
        <p>{t(`presence.${about}Why`)}</p>
      </div>
      <Button
        size="s"
        tone="primary"
        busy={isPending}
        onClick={() =>
          mutate(
            { ...again, ...(!over && until ? { until } : {}) },
            { onError: (error) => sayFailed(error.message) },
          )
        }
      >
        {over ? t('presence.longer') : t('presence.back')}
      </Button>
    </div>
  );
}
