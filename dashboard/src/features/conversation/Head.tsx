import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ActionButton, ActionIconButton, ActionMenuItem } from '../../actions/ActionButton.tsx';
import { useAction } from '../../actions/useActions.ts';
import type { ConversationState } from '../../data/conversationState.ts';
import type { Glimpse } from '../../data/glimpse.ts';
import { useRow } from '../../data/inbox.ts';
import { useAgent } from '../../data/team.ts';
import { pageLabel, pictureName, safeHref, visitorName } from '../../data/visitor.ts';
import { rich, t } from '../../text/text.ts';
import { byWhen, clockOf, waitLength } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Menu, MenuLine } from '../../ui/Menu.tsx';
import { PresenceDot, StateWord, Timer } from '../../ui/marks.tsx';
import styles from './Head.module.css';

type Props = { state: ConversationState; glimpse: Glimpse; mine: boolean };

export function Head({ state, glimpse, mine }: Props) {
  const { conversation: c, visitor } = state;
  const online = glimpse.online ?? visitor.online;
  const claim = useAction('conversation.claim');
  return (
    <header className={styles.head}>
      <Link to="/inbox" search={true} className={styles.back} aria-label={t('conversation.back')}>
        <Icon name="back" points />
      </Link>
      <Avatar
        id={visitor.id}
        name={pictureName(visitor)}
        mark={<PresenceDot shade={online ? 'available' : 'offline'} />}
      />
      <div className={styles.words}>
        <div className={styles.line}>
          <h2 className={styles.name}>
            <bdi>{visitorName(visitor)}</bdi>
          </h2>
          {visitor.verified && (
            <span className={styles.verified} title={t('visitor.verified')}>
              <Icon name="check" size="s" />
            </span>
          )}
          {c.priority > 0 && (
            <span className={styles.wide}>
              <StateWord tone="key" icon="flag">
                {t('row.priority')}
              </StateWord>
            </span>
          )}
        </div>
        <p className={styles.about}>
          <span className={styles.wide}>
            <StateLine state={state} mine={mine} />
          </span>
          <PageLink state={state} glimpse={glimpse} online={online} />
        </p>
      </div>
      <HeadTimer state={state} />
      {!claim.absent && (
        <ActionButton action="conversation.claim" tone="primary" icon="hand" showKeys>
          {t(
            c.state === 'resolved'
              ? 'conversation.reopen'
              : c.state === 'snoozed' && mine
                ? 'conversation.wake'
                : c.state === 'assistant' || c.owner.kind === 'agent'
                  ? 'conversation.takeOver'
                  : 'conversation.claim',
          )}
        </ActionButton>
      )}
      {claim.absent && (
        <span className={styles.buttons}>
          <ActionButton action="conversation.transfer" icon="transfer">
            {t('conversation.transfer')}
          </ActionButton>
          <ActionIconButton action="conversation.snooze" icon="moon" tone="line" />
          <ActionButton action="conversation.resolve" icon="check">
            {t('conversation.resolve')}
          </ActionButton>
        </span>
      )}
      <MoreMenu />
    </header>
  );
}

function StateLine({ state, mine }: { state: ConversationState; mine: boolean }): ReactNode {
  const { conversation: c } = state;
  const now = useNow('halfMinute');
  const offered = useAgent(c.offer?.agents[0])?.name;
  if (c.offer?.warm && offered) return rich('head.offeredWarm', { name: <bdi>{offered}</bdi> });
  switch (c.state) {
    case 'active':
      return mine
        ? t('head.activeYou')
        : rich('head.activeOther', { name: <bdi>{c.agent?.name ?? ''}</bdi> });
    case 'queued':
      return t('head.queued');
    case 'offered':
      return offered ? rich('head.offered', { name: <bdi>{offered}</bdi> }) : t('head.queued');
    case 'assistant':
      return t('head.assistant');
    case 'follow_up':
      return c.due_by ? t('head.followUpBy', { when: byWhen(c.due_by, now) }) : t('head.followUp');
    case 'snoozed':
      return c.snoozed_until
        ? t('head.snoozedUntil', { when: byWhen(c.snoozed_until, now) })
        : t('head.snoozed');
    case 'resolved':
      return c.resolved_at
        ? t('head.resolvedAt', { when: byWhen(c.resolved_at, now) })
        : t('head.resolved');
  }
}

function PageLink({
  state,
  glimpse,
  online,
}: {
  state: ConversationState;
  glimpse: Glimpse;
  online: boolean;
}) {
  const page = glimpse.page ?? state.visitor.page ?? state.conversation.page;
  const label = pageLabel(page);
  if (!label) return null;
  const href = safeHref(page?.url);
  return (
    <>
      <span className={styles.wide}> · </span>
      {online ? t('head.on') : t('head.lastOn')}{' '}
      {href ? (
        <a href={href} target="_blank" rel="noopener noreferrer">
          <bdi>{label}</bdi>
        </a>
      ) : (
        <bdi>{label}</bdi>
      )}
    </>
  );
}

/** How long the visitor has left of what they were promised, or has waited for an answer. */
function HeadTimer({ state }: { state: ConversationState }) {
  const { conversation: c } = state;
  const now = useNow('second');
  const due = useRow(c.id)?.sla;
  if (due && due.clock !== 'resolution') {
    const clock = clockOf(due, now);
    const left = waitLength(Math.abs(Date.parse(due.due_at) - now));
    return (
      <Timer boxed near={clock.near} late={clock.late}>
        {clock.late ? t('row.late', { time: left }) : t(`head.due.${due.clock}`, { time: left })}
      </Timer>
    );
  }
  if (c.state === 'active' && c.last_message.by.kind === 'visitor' && c.last_message.at) {
    return (
      <Timer boxed>
        {t('head.waits', { time: waitLength(now - Date.parse(c.last_message.at)) })}
      </Timer>
    );
  }
  return null;
}

function MoreMenu() {
  return (
    <Menu align="end" trigger={<IconButton icon="more" label={t('conversation.more')} />}>
      <ActionMenuItem action="conversation.transfer" icon="transfer" />
      <ActionMenuItem action="conversation.withdraw" icon="undo" />
      <ActionMenuItem action="conversation.snooze" icon="moon" />
      <ActionMenuItem action="conversation.resolve" icon="check" />
      <ActionMenuItem action="conversation.resolveNext" icon="check" />
      <MenuLine />
      <ActionMenuItem action="conversation.release" icon="inbox" />
      <ActionMenuItem action="conversation.handBack" icon="spark" />
      <ActionMenuItem action="conversation.followUp" icon="mail" />
      <MenuLine />
      <ActionMenuItem action="conversation.context" icon="side" />
      <ActionMenuItem action="conversation.copilot" icon="copilot" />
      <ActionMenuItem action="conversation.copyLink" icon="copy" />
    </Menu>
  );
}
