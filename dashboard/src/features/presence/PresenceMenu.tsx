import { useRef, useState } from 'react';
import { useHandler } from '../../actions/useActions.ts';
import { useMe, useSetStatus } from '../../data/me.ts';
import { type Status, statuses } from '../../data/presence.ts';
import { t } from '../../text/text.ts';
import { byWhen } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Menu, MenuGroup, MenuItem, MenuLine, MenuRadios } from '../../ui/Menu.tsx';
import { PresenceDot } from '../../ui/marks.tsx';
import { sayFailed } from '../../ui/toasts.ts';
import styles from './PresenceMenu.module.css';
import { untilTimes } from './until.ts';

/** The agent's own status: what it is, and how to change it, for good or until a time. */
export function PresenceMenu() {
  const { presence } = useMe().agent;
  const { mutate } = useSetStatus();
  const now = useNow('halfMinute');
  const trigger = useRef<HTMLButtonElement>(null);
  const [times] = useState(() => untilTimes(new Date()));
  const set = (status: Status, until?: Date) =>
    mutate(
      { status, ...(until ? { until: until.toISOString() } : {}) },
      { onError: (error) => sayFailed(error.message) },
    );
  useHandler('app.presence', () => trigger.current?.click());
  useHandler('app.available', presence.status === 'available' ? undefined : () => set('available'));
  useHandler('app.busy', presence.status === 'busy' ? undefined : () => set('busy'));
  useHandler('app.away', presence.status === 'away' ? undefined : () => set('away'));
  const timed = presence.until && Date.parse(presence.until) > now ? presence.until : undefined;
  const words = timed
    ? t('presence.untilTime', {
        status: t(`presence.${presence.status}`),
        time: byWhen(timed, now),
      })
    : t(`presence.${presence.shown}`);
  return (
    <Menu
      align="end"
      trigger={
        <button
          ref={trigger}
          type="button"
          className={styles.trigger}
          aria-label={t('presence.now', { status: words })}
        >
          <PresenceDot shade={presence.shown} />
          <span className={styles.words}>{words}</span>
          <Icon name="down" size="s" />
        </button>
      }
    >
      <MenuRadios<Status>
        label={t('presence.title')}
        value={presence.status}
        onChange={(status) => set(status)}
        options={statuses.map((value) => ({
          value,
          label: t(`presence.${value}`),
          mark: <PresenceDot shade={value} />,
        }))}
      />
      {presence.why !== 'set' && <p className={styles.why}>{t(`presence.why.${presence.why}`)}</p>}
      <MenuLine />
      <MenuGroup label={t('presence.awayUntil')}>
        {times.map(({ id, at }) => (
          <MenuItem key={id} icon="clock" onSelect={() => set('away', at)}>
            {id === 'tomorrow' ? byWhen(at, now) : t(`presence.${id}`, { time: byWhen(at, now) })}
          </MenuItem>
        ))}
      </MenuGroup>
    </Menu>
  );
}
