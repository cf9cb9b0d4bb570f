import { useConnection, useKit } from '../../data/kit.ts';
import { t } from '../../text/text.ts';
import { useNow } from '../../text/useNow.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useLate } from '../../ui/states.tsx';
import { tip } from '../../ui/Tip.tsx';
import styles from './ConnectionSign.module.css';

/** The small sign on the rail: connected or not. */
export function ConnectionSign() {
  const { live: kit } = useKit();
  const live = useConnection().at === 'live';
  const text = live ? t('connection.live') : t('connection.lost');
  return (
    <button
      type="button"
      {...tip(text)}
      className={styles.sign}
      data-live={live || undefined}
      aria-label={text}
      onClick={() => kit.retryNow()}
    >
      <Icon name="wifi" />
    </button>
  );
}

/** The line over everything while there is no connection: from two seconds on, with a way to hurry. */
export function ConnectionLine() {
  const state = useConnection();
  if (state.at === 'live') return null;
  return <Line />;
}

function Line() {
  const state = useConnection();
  const { live } = useKit();
  const late = useLate(2000);
  const now = useNow('second');
  if (!late || state.at === 'live') return null;
  const seconds =
    state.at === 'waiting' || state.at === 'offline'
      ? Math.max(0, Math.ceil((state.until - now) / 1000))
      : 0;
  return (
    <div className={styles.line} role="status">
      <Icon name="wifi" />
      <span className={styles.words}>
        {state.at === 'stopped'
          ? t(state.why === 'protocol' ? 'connection.protocol' : 'connection.stopped')
          : state.at === 'offline'
            ? t('connection.offline')
            : t('connection.none')}{' '}
        {/* The countdown is for the eye; spoken every second it would drown everything else. */}
        <span aria-hidden="true">
          {state.at === 'connecting'
            ? t('connection.trying')
            : seconds > 0
              ? t('connection.again', { n: seconds })
              : null}
        </span>
      </span>
      {state.at === 'stopped' ? (
        <Button size="s" onClick={() => location.reload()}>
          {t('connection.reload')}
        </Button>
      ) : (
        <Button size="s" disabled={state.at === 'connecting'} onClick={() => live.retryNow()}>
          {t('connection.retry')}
        </Button>
      )}
    </div>
  );
}
