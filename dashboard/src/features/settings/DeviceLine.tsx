import { useRemoveDevice, useTestDevice } from '../../data/devices.ts';
import { asApiError } from '../../data/errors.ts';
import type { Device } from '../../data/standing.ts';
import { t } from '../../text/devices.ts';
import { clockTime, daysBetween, shortDate } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Button } from '../../ui/Button.tsx';
import { StateWord } from '../../ui/marks.tsx';
import { Notice } from '../../ui/states.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import styles from './Devices.module.css';
import settings from './Settings.module.css';

type Props = { device: Device; here: boolean };

/** One of somebody's devices: whether it can be reached, and what can be done with it. */
export function DeviceLine({ device, here }: Props) {
  const now = useNow('halfMinute');
  const remove = useRemoveDevice(device);
  const test = useTestDevice(device);
  const { name, added_at, reached_at } = device;
  const when = (at: string) => (daysBetween(at, now) === 0 ? clockTime(at) : shortDate(at, now));
  const error = test.error ?? remove.error;
  const sendTest = () =>
    test.mutateAsync().then(() => sayDone(t('devices.saidTest', { name }), 'send'), sayIfGone);
  const takeAway = () =>
    remove.mutateAsync().then(
      () => sayDone(t('devices.saidOff', { name }), 'trash'),
      () => undefined, // said below
    );
  return (
    <li className={styles.device}>
      <div className={styles.words}>
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        {here && <StateWord tone="good">{t('devices.this')}</StateWord>}
        <small>
          {t('devices.added', { when: when(added_at) })} ·{' '}
          {reached_at
            ? t('devices.reached', { when: when(reached_at) })
            : t('devices.neverReached')}
        </small>
      </div>
      <span className={settings.buttons}>
        <Button
          size="s"
          tone="line"
          icon="send"
          aria-label={t('devices.testOf', { name })}
          busy={test.isPending}
          onClick={() => void sendTest()}
        >
          {t('devices.test')}
        </Button>
        <Button
          size="s"
          icon="trash"
          aria-label={t('devices.removeOf', { name })}
          busy={remove.isPending}
          onClick={() => void takeAway()}
        >
          {t('state.remove')}
        </Button>
      </span>
      {error && (
        <Notice tone="bad" alert>
          {error.message}
        </Notice>
      )}
    </li>
  );
}

/** A device that its push service no longer knows is removed, and with it this line. */
function sayIfGone(error: Error): void {
  if (asApiError(error).code === 'not_found') sayFailed(error.message);
}
