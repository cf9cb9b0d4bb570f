import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useHandler } from '../../actions/useActions.ts';
import { useCommand } from '../../data/conversation.ts';
import { useInboxState, useOffers } from '../../data/inbox.ts';
import type { InboxRow } from '../../data/inboxRows.ts';
import { useMe, useMyId } from '../../data/me.ts';
import { visitorName } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { Spoken } from '../../ui/marks.tsx';
import { sayFailed } from '../../ui/toasts.ts';
import { OfferCard, OfferMini, OfferMissed, OfferTaken } from './OfferCard.tsx';
import styles from './Offers.module.css';
import { type Ended, endedOffers, stillSaid } from './offerNews.ts';

/** How long it is said that somebody else has it, in milliseconds. */
const goneFor = 3000;

/** Conversations that are offered to this agent, over everything, without taking the focus. Below them is room for one more card. */
export function Offers({ children }: { children?: ReactNode }) {
  const offers = useOffers();
  const answered = useRef(new Set<string>());
  const [ended, putAway] = useEnded(offers, answered.current);
  const navigate = useNavigate();
  const { mutate, isPending, variables } = useCommand();
  const [chosen, setChosen] = useState<string>();
  const front = offers.find((o) => o.offer?.id === chosen) ?? offers[0];
  // It stays in front when a more pressing one comes: nobody accepts what they did not read.
  if (front?.offer?.id !== chosen) setChosen(front?.offer?.id);
  const rest = offers.filter((o) => o !== front);
  // After two misses in a row the card that brings one back says it.
  const silent = useMe().agent.presence.why === 'not_responding';
  const shown = ended.filter((e) => e.how === 'taken' || !silent);
  const answer = (row: InboxRow, how: 'accept' | 'decline') => {
    const { offer } = row;
    if (!offer) return;
    answered.current.add(offer.id);
    mutate(
      { id: row.conversation, do: how, offer: offer.id },
      {
        onError: (error) => {
          answered.current.delete(offer.id);
          sayFailed(error.message);
        },
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
  useHandler('offer.accept', front ? () => answer(front, 'accept') : undefined);
  useHandler('offer.decline', front ? () => answer(front, 'decline') : undefined);
  return (
    <>
      <Announcement offers={offers} />
      <div className={styles.corner}>
        {(front || shown.length > 0) && (
          <section className={styles.offers} aria-label={t('offer.title')}>
            {shown.map((e) =>
              e.how === 'taken' ? (
                <OfferTaken key={e.id} visitor={e.visitor} by={e.by} />
              ) : (
                <OfferMissed key={e.id} visitor={e.visitor} onClose={() => putAway(e.id)} />
              ),
            )}
            {rest.map((row) => (
              <OfferMini key={row.conversation} row={row} onShow={() => setChosen(row.offer?.id)} />
            ))}
            {front && (
              <OfferCard
                key={front.offer?.id}
                row={front}
                busy={isPending && variables?.id === front.conversation}
                onAccept={() => answer(front, 'accept')}
                onDecline={() => answer(front, 'decline')}
              />
            )}
          </section>
        )}
        {children}
      </div>
    </>
  );
}

/** Speaks each offer once, when it comes. */
function Announcement({ offers }: { offers: readonly InboxRow[] }) {
  const spoken = useRef(new Set<string>());
  const [text, setText] = useState('');
  useEffect(() => {
    const fresh = offers.filter((o) => o.offer && !spoken.current.has(o.offer.id));
    for (const { offer } of fresh) if (offer) spoken.current.add(offer.id);
    if (fresh.length > 0)
      setText(
        fresh
          .map((o) =>
            t('offer.spoken', { visitor: visitorName(o.visitor), summary: o.summary ?? '' }),
          )
          .join(' '),
      );
    else if (offers.length === 0) setText('');
  }, [offers]);
  return (
    <div role="alert">
      <Spoken>{text}</Spoken>
    </div>
  );
}

/** What became of offers: that a colleague has one is said for three seconds, a miss until it is put away. */
function useEnded(
  offers: readonly InboxRow[],
  answered: ReadonlySet<string>,
): [Ended[], (id: string) => void] {
  const state = useInboxState();
  const me = useMyId();
  const before = useRef<readonly InboxRow[]>([]);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  const [ended, setEnded] = useState<Ended[]>([]);
  const away = (id: string) => setEnded((all) => all.filter((e) => e.id !== id));
  useEffect(() => {
    const news = endedOffers(before.current, offers, state.rows, answered, me, Date.now());
    before.current = offers;
    setEnded((all) => {
      const next = stillSaid(all, news, offers);
      return next.length === all.length && next.every((e, i) => e === all[i]) ? all : next;
    });
    for (const e of news) {
      if (e.how !== 'taken') continue;
      const timer = setTimeout(() => {
        timers.current.delete(timer);
        setEnded((all) => all.filter((x) => x.id !== e.id));
      }, goneFor);
      timers.current.add(timer);
    }
  }, [offers, state, answered, me]);
  // Who says that they are back knows what they missed.
  const { status, why } = useMe().agent.presence;
  const present = status === 'available' && why !== 'not_responding' && why !== 'idle';
  useEffect(() => {
    if (present) setEnded((all) => all.filter((e) => e.how === 'taken'));
  }, [present]);
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);
  return [ended, away];
}
