import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAction } from '../../actions/useActions.ts';
import { useAlarms } from '../../data/board.ts';
import { useCounts } from '../../data/inbox.ts';
import { useIsSupervisor, useMe } from '../../data/me.ts';
import { usePresenceLook } from '../../data/ownStatuses.ts';
import { t } from '../../text/text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/Menu.tsx';
import { Badge, PresenceDot, Spoken } from '../../ui/marks.tsx';
import { tip } from '../../ui/Tip.tsx';
import { ConnectionSign } from './ConnectionSign.tsx';
import styles from './Rail.module.css';

/** The rooms of the house, only those that are built. On a phone it is the bar at the bottom. */
export function Rail() {
  const ours = useCounts(undefined)?.mine_to_answer ?? 0;
  const supervisor = useIsSupervisor();
  const alarms = useAlarms(supervisor)?.length ?? 0;
  const guide = useAction('app.guide');
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <span className={styles.brand}>
        <Icon name="baton" size="xl" />
        <Spoken>Baton</Spoken>
      </span>
      <RoomLink to="/inbox" action="go.inbox" icon="inbox" name={t('rail.inbox')}>
        {ours > 0 && (
          <span className={styles.badge}>
            <Badge>{ours > 99 ? '99+' : ours}</Badge>
            <Spoken>{t('rail.ours', { n: ours })}</Spoken>
          </span>
        )}
      </RoomLink>
      {supervisor && (
        <RoomLink to="/board" action="go.board" icon="board" name={t('rail.board')}>
          {alarms > 0 && (
            <span className={styles.badge}>
              <Badge>{alarms}</Badge>
              <Spoken>{t('rail.alarms', { n: alarms })}</Spoken>
            </span>
          )}
        </RoomLink>
      )}
      <RoomLink to="/knowledge" action="go.knowledge" icon="book" name={t('rail.knowledge')} />
      <RoomLink to="/settings" action="go.settings" icon="settings" name={t('rail.settings')} />
      <span className={styles.spacer} />
      <button type="button" {...tip(t('rail.help'))} className={styles.item} onClick={guide.run}>
        <Icon name="help" size="l" />
        <span className={styles.name}>{t('rail.help')}</span>
      </button>
      <ConnectionSign />
      <OwnMenu />
    </nav>
  );
}

type RoomProps = {
  to: '/inbox' | '/board' | '/knowledge' | '/settings';
  action: 'go.inbox' | 'go.board' | 'go.knowledge' | 'go.settings';
  icon: IconName;
  name: string;
  children?: ReactNode;
};

function RoomLink({ to, action, icon, name, children }: RoomProps) {
  const { keys } = useAction(action);
  const here = useRouterState({ select: (s) => s.location.pathname.startsWith(to) });
  return (
    <Link
      to={to}
      {...tip(name, keys)}
      className={styles.item}
      aria-current={here ? 'page' : undefined}
    >
      <Icon name={icon} size="l" />
      <span className={styles.name}>{name}</span>
      {children}
    </Link>
  );
}

function OwnMenu() {
  const me = useMe().agent;
  const look = usePresenceLook()(me.presence);
  const theme = useAction('app.theme');
  const help = useAction('app.help');
  const signOut = useAction('app.signOut');
  const settings = useAction('go.settings');
  return (
    <span className={styles.own}>
      <Menu
        side="inline-end"
        align="end"
        trigger={
          <button
            type="button"
            className={styles.face}
            aria-label={t('rail.own', { name: me.name })}
          >
            <Avatar
              id={me.id}
              name={me.name}
              picture={me.picture}
              mark={<PresenceDot shade={look.shade} hue={look.hue} />}
            />
          </button>
        }
      >
        <p className={styles.ownName}>
          <bdi>{me.name}</bdi>
          <small>{t(`role.${me.role}`)}</small>
        </p>
        <MenuLine />
        <MenuItem icon="user" onSelect={settings.run}>
          {t('rail.profile')}
        </MenuItem>
        <MenuItem icon="moon" onSelect={theme.run}>
          {theme.label}
        </MenuItem>
        <MenuItem icon="keyboard" keys={help.keys} onSelect={help.run}>
          {help.label}
        </MenuItem>
        <MenuLine />
        <MenuItem icon="door" onSelect={signOut.run}>
          {signOut.label}
        </MenuItem>
      </Menu>
    </span>
  );
}
