import type { ReactNode } from 'react';
import type { Deadline } from '../../data/inboxRows.ts';
import { fieldLabel } from '../../data/visitor.ts';
import { languagesOf } from '../../text/languages.ts';
import { rich, t } from '../../text/text.ts';
import { byWhen, clockTime, expectation, waitLength } from '../../text/time.ts';
import type { IconName } from '../../ui/Icon.tsx';
import type { EventEntry } from './timelineItems.ts';

export interface EventText {
  icon: IconName;
  text: ReactNode;
  tone?: 'plain' | 'warn' | 'good';
}

export interface Names {
  visitor: string;
  /** The name of an agent by id. */
  agent: (id: string | undefined) => string;
  page: string | undefined;
}

/** What a fact says to the team, as one line. */
export function eventText(entry: EventEntry, names: Names, now: number): EventText {
  const who = (name: string) => <b key="who">{<bdi>{name}</bdi>}</b>;
  const by = entry.by.kind === 'agent' ? names.agent(entry.by.id) : names.visitor;
  const at = clockTime(entry.at);
  switch (entry.kind) {
    case 'conversation.started':
      return {
        icon: 'chat',
        text: names.page
          ? rich('event.startedOn', { at, page: <bdi>{names.page}</bdi> })
          : rich('event.started', { at }),
      };
    case 'field.collected':
      return {
        icon: 'tag',
        text: rich('event.field', {
          name: fieldLabel(entry.body.field.name),
          value: <bdi>{entry.body.field.value}</bdi>,
        }),
      };
    case 'handoff.requested':
      return {
        icon: 'user',
        text: rich('event.handoff', {
          reason: reasonText(entry.body.reason),
          promise: expectation(entry.body.promise, now),
        }),
      };
    case 'handoff.contact_asked':
      return { icon: 'mail', text: t('event.contactAsked') };
    case 'handoff.failed':
      return {
        icon: 'alarm',
        tone: 'warn',
        text: rich('event.handoffFailed', { say: entry.body.say }),
      };
    case 'handoff.cancelled':
      return {
        icon: 'check',
        text: entry.body.solved ? t('event.solvedItself') : t('event.cancelled'),
      };
    case 'promise.changed':
      return {
        icon: 'clock',
        text: rich('event.promise', { promise: expectation(entry.body.promise, now) }),
      };
    case 'conversation.queued':
      return { icon: 'inbox', text: queuedText(entry.body.why) };
    case 'conversation.routed':
      return { icon: 'transfer', text: routedText(entry.body.route) };
    case 'conversation.follow_up':
      return entry.body.due_by
        ? { icon: 'mail', text: rich('event.followUpBy', { when: byWhen(entry.body.due_by, now) }) }
        : { icon: 'mail', text: t('event.followUp') };
    case 'offer.made': {
      const to = (entry.body.agents ?? []).map(names.agent).join(', ');
      return {
        icon: 'transfer',
        text: rich(entry.body.warm ? 'event.offeredWarm' : 'event.offered', { to: who(to) }),
      };
    }
    case 'offer.ended':
      return {
        icon: 'transfer',
        text: endedText(entry.body.how, who(names.agent(entry.body.agent))),
      };
    case 'agent.joined':
      return {
        icon: 'user',
        text: joinedText(entry.body, entry.at, at, who(entry.body.agent.name), names.visitor),
      };
    case 'agent.left':
      return { icon: 'door', text: leftText(entry.body.why, who(entry.body.agent.name)) };
    case 'conversation.handed_back':
      return { icon: 'spark', text: rich('event.handedBack', { who: who(entry.body.agent.name) }) };
    case 'conversation.snoozed':
      return {
        icon: 'moon',
        text: rich('event.snoozed', { who: who(by), when: byWhen(entry.body.until, now) }),
      };
    case 'conversation.woken':
      return {
        icon: 'sun',
        text: entry.body.why === 'visitor' ? t('event.wokenByVisitor') : t('event.woken'),
      };
    case 'conversation.resolved':
      return { icon: 'check', tone: 'good', text: resolvedText(entry, who(by), at) };
    case 'conversation.reopened':
      return { icon: 'undo', text: rich('event.reopened', { who: who(by) }) };
    case 'sla.warned':
      return { icon: 'clock', text: t(`event.warned.${clockName(entry.body.clock)}`) };
    case 'sla.breached':
      return {
        icon: 'alarm',
        tone: 'warn',
        text: t(`event.breached.${clockName(entry.body.clock)}`),
      };
    case 'rating.given':
      return { icon: 'check', tone: 'good', text: ratingText(entry.body) };
    case 'assistant.failed':
      return {
        icon: 'alarm',
        tone: 'warn',
        text: rich('event.assistantFailed', { say: entry.body.say }),
      };
    case 'visitor.event':
      return { icon: 'eye', text: trackedText(entry.body) };
    case 'visitor.identified':
      return {
        icon: 'check',
        tone: 'good',
        text: entry.body.moved ? t('event.identifiedMoved') : t('event.identified'),
      };
    case 'handoff.packaged':
    case 'handoff.delivered':
      return { icon: 'info', text: '' };
  }
}

function clockName(clock: string): Deadline['clock'] {
  return clock === 'next_response' || clock === 'resolution' ? clock : 'first_response';
}

/** An event of the host's page with what it says about it, in one line. */
function trackedText(body: Extract<EventEntry, { kind: 'visitor.event' }>['body']): ReactNode {
  const props = Object.entries(body.props ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
  const name = <bdi>{body.name}</bdi>;
  const told = props ? rich('event.trackedWith', { name, props: <bdi>{props}</bdi> }) : name;
  return body.happened_at
    ? rich('event.trackedAt', { told, at: clockTime(body.happened_at) })
    : told;
}

/** Why a person was needed, in the team's words. */
export function reasonText(reason: string | undefined): string {
  switch (reason) {
    case 'explicit_request':
      return t('reason.explicit_request');
    case 'low_confidence':
      return t('reason.low_confidence');
    case 'out_of_remit':
      return t('reason.out_of_remit');
    case 'sentiment':
      return t('reason.sentiment');
    case 'unsafe':
      return t('reason.unsafe');
    case 'vip':
      return t('reason.vip');
    case 'rule':
      return t('reason.rule');
    case 'agent_takeover':
      return t('reason.agent_takeover');
    default:
      return t('reason.other');
  }
}

type Joined = Extract<EventEntry, { kind: 'agent.joined' }>['body'];

function joinedText(
  body: Joined,
  entryAt: string,
  at: string,
  who: ReactNode,
  visitor: string,
): ReactNode {
  if (body.queued_at) {
    const waited = waitLength(Date.parse(entryAt) - Date.parse(body.queued_at));
    return rich('event.joinedAfter', { who, at, visitor: <bdi>{visitor}</bdi>, waited });
  }
  return rich(body.how === 'takeover' ? 'event.tookOver' : 'event.joined', { who, at });
}

type Route = Extract<EventEntry, { kind: 'conversation.routed' }>['body']['route'];

/** What a conversation needs of whoever takes it: "Billing: needs billing 4, German". */
function routedText({ rule, skills, language }: Route): ReactNode {
  const needs = [
    ...(skills ?? []).map(({ name, level }) => `${name} ${level}`),
    ...(language ? [languagesOf(language)] : []),
  ].join(', ');
  if (!needs) return rule ? rich('event.routedByAlone', { rule }) : t('event.routed');
  return rule ? rich('event.routedBy', { rule, needs }) : rich('event.routedTo', { needs });
}

function queuedText(why: string): string {
  switch (why) {
    case 'offer_ended':
      return t('event.queuedAgain');
    case 'visitor_returned':
    case 'reopened':
      return t('event.queuedReturn');
    case 'transferred':
      return t('event.queuedTransfer');
    default:
      return t('event.queued');
  }
}

function leftText(why: string, who: ReactNode): ReactNode {
  switch (why) {
    case 'released':
      return rich('event.released', { who });
    case 'gone':
      return rich('event.gone', { who });
    case 'follow_up':
      return rich('event.leftForFollowUp', { who });
    default:
      return rich('event.left', { who });
  }
}

function endedText(how: string, who: ReactNode): ReactNode {
  switch (how) {
    case 'declined':
      return rich('event.offerDeclined', { who });
    case 'withdrawn':
      return t('event.offerWithdrawn');
    default:
      return rich('event.offerLapsed', { who });
  }
}

function resolvedText(
  entry: Extract<EventEntry, { kind: 'conversation.resolved' }>,
  who: ReactNode,
  at: string,
): ReactNode {
  switch (entry.body.outcome) {
    case 'abandoned':
      return t('event.abandoned');
    case 'silent':
      return t('event.silent');
    case 'self_resolved':
      return rich('event.selfResolved', { at });
    default:
      return entry.by.kind === 'agent' || entry.by.kind === 'visitor'
        ? rich('event.resolvedBy', { who, at })
        : rich('event.resolved', { at });
  }
}

function ratingText(body: Extract<EventEntry, { kind: 'rating.given' }>['body']): ReactNode {
  const score = t('event.rated', { score: body.score });
  const words = body.comment ? <q dir="auto">{body.comment}</q> : null;
  const repeated =
    body.repeated === true
      ? t('event.repeated')
      : body.repeated === false
        ? t('event.notRepeated')
        : '';
  return (
    <>
      {score} {words} {repeated}
    </>
  );
}
