import { useEffect, useRef, useState } from 'react';
import { useHandler } from '../../actions/useActions.ts';
import type { Schema } from '../../data/api.ts';
import { useMe, useSetStatus } from '../../data/me.ts';
import {
  chosenStatus,
  useOwnStatuses,
  usePresenceLook,
  useStatusChoices,
} from '../../data/ownStatuses.ts';
import type { Status } from '../../data/presence.ts';
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
  const choices = useStatusChoices();
  const present = chosenStatus(choices, presence);
  const look = usePresenceLook()(presence);
  const change = (body: Schema['StatusChange'], until?: Date) =>
    mutate(
      { ...body, ...(until ? { until: until.toISOString() } : {}) },
      { onError: (error) => sayFailed(error.message) },
    );
  const set = (status: Status) => change({ status });
  // Who is available goes away until a time; who is not stays so until then.
  const ending =
    present && presence.status !== 'available' && presence.status !== 'offline'
      ? present
      : { body: { status: 'away' as const }, label: t('presence.away') };
  useHandler('app.presence', () => trigger.current?.click());
  useHandler('app.available', presence.status === 'available' ? undefined : () => set('available'));
  useHandler('app.busy', presence.status === 'busy' ? undefined : () => set('busy'));
  useHandler('app.away', presence.status === 'away' ? undefined : () => set('away'));
  const timed = presence.until && Date.parse(presence.until) > now ? presence.until : undefined;
  const words = timed
    ? t('presence.untilTime', {
        status: present?.label ?? look.words,
        time: byWhen(timed, now),
      })
    : look.words;
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
          <PresenceDot shade={look.shade} hue={look.hue} />
          <span className={styles.words}>{words}</span>
          <Icon name="down" size="s" />
        </button>
      }
    >
      <MenuRadios
        label={t('presence.title')}
        value={present?.value ?? ''}
        onChange={(next) => {
          const choice = choices.find((c) => c.value === next);
          if (choice) change(choice.body);
        }}
        options={choices.map((c) => ({ ...c, mark: <PresenceDot shade={c.shade} hue={c.hue} /> }))}
      />
      {presence.why !== 'set' && <p className={styles.why}>{t(`presence.why.${presence.why}`)}</p>}
      <MenuLine />
      <MenuGroup label={t('presence.until', { status: ending.label })}>
        <UntilItems onChoose={(at) => change(ending.body, at)} />
      </MenuGroup>
    </Menu>
  );
}

/** They stand in the open menu only, so each opening counts its times anew and asks what statuses there are. */
function UntilItems({ onChoose }: { onChoose: (at: Date) => void }) {
  const [opened] = useState(() => new Date());
  const { refetch } = useOwnStatuses();
  useEffect(() => void refetch(), [refetch]);
  return untilTimes(opened).map(({ id, at }) => {
    const time = byWhen(at, opened.getTime());
    return (
      <MenuItem key={id} icon="clock" onSelect={() => onChoose(at)}>
        {id === 'tomorrow' ? time : t(`presence.${id}`, { time })}
      </MenuItem>
    );
  });
}
