import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useHandler } from '../../actions/useActions.ts';
import { useCommand } from '../../data/conversation.ts';
import { useInboxState, useOffers } from '../../data/inbox.ts';
import type { InboxRow } from '../../data/inboxRows.ts';
import { useMyId } from '../../data/me.ts';
import { visitorName } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { Spoken } from '../../ui/marks.tsx';
import { sayFailed } from '../../ui/toasts.ts';
import { OfferCard, OfferGone, OfferMini } from './OfferCard.tsx';
import styles from './Offers.module.css';

/** How long it is said that somebody else has it, in milliseconds. */
const goneFor = 3000;

/** Conversations that are offered to this agent, over everything, without taking the focus. */
export function Offers() {
  const offers = useOffers();
  const gone = useGone(offers);
  const navigate = useNavigate();
  const { mutate, isPending, variables } = useCommand();
  const [first, ...rest] = offers;
  const answer = (row: InboxRow, how: 'accept' | 'decline') => {
    if (!row.offer) return;
    mutate(
      { id: row.conversation, do: how, offer: row.offer.id },
      {
        onError: (error) => sayFailed(error.message),
        onSuccess: () => {
          if (how === 'accept') {
            void navigate({
              to: '/inbox/$conversation',
              params: { conversation: row.conversation },
              search: true,
            });
          }
        },
      },
    );
  };
  useHandler('offer.accept', first ? () => answer(first, 'accept') : undefined);
  useHandler('offer.decline', first ? () => answer(first, 'decline') : undefined);
  return (
    <>
      <div role="alert">
        <Spoken>
          {first
            ? t('offer.spoken', {
                visitor: visitorName(first.visitor),
                summary: first.summary ?? '',
              })
            : ''}
        </Spoken>
      </div>
      {(first || gone.length > 0) && (
        <section className={styles.offers} aria-label={t('offer.title')}>
          {gone.map((g) => (
            <OfferGone key={g.id} visitor={g.visitor} by={g.by} />
          ))}
          {rest.map((row) => (
            <OfferMini key={row.conversation} row={row} />
          ))}
          {first && (
            <OfferCard
              key={first.offer?.id}
              row={first}
              busy={isPending && variables?.id === first.conversation}
              onAccept={() => answer(first, 'accept')}
              onDecline={() => answer(first, 'decline')}
            />
          )}
        </section>
      )}
    </>
  );
}

interface Gone {
  id: string;
  visitor: string;
  by: string;
}

/** Offers that vanished because a colleague has taken them; said for three seconds. */
function useGone(offers: readonly InboxRow[]): Gone[] {
  const state = useInboxState();
  const me = useMyId();
  const before = useRef<readonly InboxRow[]>([]);
  const [gone, setGone] = useState<Gone[]>([]);
  useEffect(() => {
    const ids = new Set(offers.map((o) => o.conversation));
    const taken = before.current.flatMap((o) => {
      const now = state.rows.get(o.conversation);
      const other =
        now?.owner.kind === 'agent' && now.owner.id !== me && now.owner.id !== o.owner.id
          ? now.agent?.name
          : undefined;
      return ids.has(o.conversation) || !other
        ? []
        : [{ id: o.conversation, visitor: visitorName(o.visitor), by: other }];
    });
    before.current = offers;
    if (taken.length === 0) return;
    setGone((g) => [...g, ...taken]);
    setTimeout(() => setGone((g) => g.filter((x) => !taken.includes(x))), goneFor);
  }, [offers, state, me]);
  return gone;
}
