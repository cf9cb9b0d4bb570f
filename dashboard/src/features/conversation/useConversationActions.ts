import type { Conversation } from '@baton/shared/facts.gen';
import { useState } from 'react';
import { useHandler } from '../../actions/useActions.ts';
import { type TransferTarget, useCommand } from '../../data/conversation.ts';
import { useIsSupervisor, useMe } from '../../data/me.ts';
import { useIsForLackOfPlaces } from '../../data/routable.ts';
import { t } from '../../text/text.ts';
import { byWhen } from '../../text/time.ts';
import { sayDone, sayFailed } from '../../ui/toasts.ts';

export interface ConversationActions {
  mine: boolean;
  transferring: boolean;
  setTransferring: (open: boolean) => void;
  snoozing: boolean;
  setSnoozing: (open: boolean) => void;
  confirmTakeover: boolean;
  closeTakeover: () => void;
  takeOver: () => void;
  snooze: (until: Date) => void;
  resolve: () => void;
  transfer: (to: TransferTarget, name: string, note: string) => void;
  busy: boolean;
}

interface Options {
  conversation: Conversation;
  visitor: string;
  /** Something was finished here; the list may go on to the next one. */
  onDone: (next: boolean) => void;
}

/** What can be done with the open conversation, for keys, buttons, menus and the palette alike. */
export function useConversationActions({
  conversation: c,
  visitor,
  onDone,
}: Options): ConversationActions {
  const me = useMe().agent;
  const supervisor = useIsSupervisor();
  const isForLackOfPlaces = useIsForLackOfPlaces();
  const { mutate, isPending } = useCommand();
  const [transferring, setTransferring] = useState(false);
  const [snoozing, setSnoozing] = useState(false);
  const [confirmTakeover, setConfirm] = useState(false);

  const mine = c.owner.kind === 'agent' && c.owner.id === me.id;
  const others = c.owner.kind === 'agent' && !mine;
  const active = c.state === 'active';
  const held = mine && active ? undefined : t('why.notYours');
  const id = c.id;
  const failed = (error: Error) => sayFailed(error.message);
  const claim = (relieves?: string) => {
    const command = { id, do: 'claim', ...(relieves ? { relieves } : {}) } as const;
    const force = () => mutate({ ...command, force: true }, { onError: failed });
    mutate(command, {
      onError: (error) =>
        supervisor && isForLackOfPlaces(error)
          ? sayFailed(error.message, { label: t('conversation.force'), run: force })
          : failed(error),
    });
  };
  const resolve = (next: boolean) =>
    mutate(
      { id, do: 'resolve' },
      {
        onError: failed,
        onSuccess: () => {
          sayDone(t('done.resolved', { visitor }), 'check', {
            label: t('done.undo'),
            run: () => mutate({ id, do: 'claim' }, { onError: failed }),
          });
          onDone(next);
        },
      },
    );
  const snooze = (until: Date) =>
    mutate(
      { id, do: 'snooze', until: until.toISOString() },
      {
        onError: failed,
        onSuccess: () => {
          sayDone(t('done.snoozed', { when: byWhen(until, Date.now()) }), 'moon', {
            label: t('done.undo'),
            run: () => mutate({ id, do: 'claim' }, { onError: failed }),
          });
          onDone(false);
        },
      },
    );
  const simple = (what: 'release' | 'handBack' | 'followUp', said: string) => () =>
    mutate({ id, do: what }, { onError: failed, onSuccess: () => sayDone(said, 'check') });

  useHandler(
    'conversation.claim',
    mine && c.state !== 'snoozed' ? undefined : () => (others ? setConfirm(true) : claim()),
  );
  useHandler(
    'conversation.transfer',
    active ? () => setTransferring(true) : undefined,
    mine || supervisor ? offerWhy(c) : t('why.notYours'),
  );
  useHandler('conversation.snooze', active ? () => setSnoozing(true) : undefined, held);
  const closable = c.state === 'resolved' ? undefined : (next: boolean) => () => resolve(next);
  const closeWhy = others && !supervisor ? t('why.notYours') : undefined;
  useHandler('conversation.resolve', closable?.(false), closeWhy);
  useHandler('conversation.resolveNext', closable?.(true), closeWhy);
  useHandler(
    'conversation.release',
    active ? simple('release', t('done.released')) : undefined,
    mine || supervisor ? undefined : t('why.notYours'),
  );
  useHandler(
    'conversation.handBack',
    active ? simple('handBack', t('done.handedBack')) : undefined,
    mine || supervisor ? undefined : t('why.notYours'),
  );
  useHandler(
    'conversation.followUp',
    active ? simple('followUp', t('done.followUp')) : undefined,
    held,
  );
  const offer = c.offer;
  const ownOffer =
    offer && (supervisor || (offer.from.kind === 'agent' && offer.from.id === me.id));
  useHandler(
    'conversation.withdraw',
    ownOffer
      ? () => mutate({ id, do: 'withdraw', offer: offer.id }, { onError: failed })
      : undefined,
  );
  useHandler('conversation.copyLink', () => {
    void navigator.clipboard
      .writeText(new URL(`/inbox/${id}`, location.href).href)
      .then(() => sayDone(t('done.linkCopied'), 'copy'));
  });

  return {
    mine,
    transferring,
    setTransferring,
    snoozing,
    setSnoozing,
    confirmTakeover,
    closeTakeover: () => setConfirm(false),
    takeOver: () => {
      setConfirm(false);
      if (c.owner.id) claim(c.owner.id);
    },
    snooze: (until) => {
      setSnoozing(false);
      snooze(until);
    },
    resolve: () => resolve(false),
    transfer: (to, name, note) =>
      mutate(
        { id, do: 'transfer', to, note },
        {
          onError: failed,
          onSuccess: ({ nobody_routable }) => {
            setTransferring(false);
            if (to.kind === 'agent') sayDone(t('done.offered', { name }), 'transfer');
            else if (nobody_routable) sayFailed(t('done.passedNobody', { name }));
            else sayDone(t('done.passed', { name }), 'transfer');
          },
        },
      ),
    busy: isPending,
  };
}

function offerWhy(c: Conversation): string | undefined {
  return c.offer ? t('why.offered') : undefined;
}
