import { useState } from 'react';
import { ActionButton } from '../../actions/ActionButton.tsx';
import { useAction } from '../../actions/useActions.ts';
import type { InboxRow } from '../../data/inboxRows.ts';
import { useAgent } from '../../data/team.ts';
import { pageLabel, pictureName, topicLabel, visitorName } from '../../data/visitor.ts';
import { rich, t } from '../../text/text.ts';
import { waitLength } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Avatar, ChannelMark } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Spoken, StateWord, Tag } from '../../ui/marks.tsx';
import styles from './Offers.module.css';

type Props = { row: InboxRow; busy: boolean; onAccept: () => void; onDecline: () => void };

export function OfferCard({ row, busy, onAccept, onDecline }: Props) {
  const offer = row.offer;
  const from = useAgent(offer?.from.kind === 'agent' ? offer.from.id : undefined);
  const page = pageLabel(row.page);
  const accept = useAction('offer.accept');
  const decline = useAction('offer.decline');
  if (!offer) return null;
  return (
    <article
      className={styles.card}
      aria-label={t('offer.of', { visitor: visitorName(row.visitor) })}
    >
      <Bar until={offer.expires_at} />
      <div className={styles.main}>
        <div className={styles.who}>
          <Avatar
            id={row.visitor.id}
            name={pictureName(row.visitor)}
            size="l"
            mark={<ChannelMark icon="chat" />}
          />
          <div className={styles.words}>
            <p className={styles.name}>
              <bdi>{visitorName(row.visitor)}</bdi>
            </p>
            <p className={styles.about}>
              <Waiting row={row} />
              {page && <span>{rich('offer.on', { page: <bdi>{page}</bdi> })}</span>}
            </p>
          </div>
          <Ring until={offer.expires_at} />
        </div>
        {(row.topic || row.priority > 0) && (
          <p className={styles.tags}>
            {row.priority > 0 && (
              <StateWord tone="key" icon="flag">
                {t('row.priority')}
              </StateWord>
            )}
            {row.topic && <Tag>{topicLabel(row.topic)}</Tag>}
            {offer.warm && <Tag icon="transfer">{t('offer.warm')}</Tag>}
          </p>
        )}
        {row.summary && (
          <p className={styles.summary} dir="auto">
            {row.summary}
          </p>
        )}
        {from && (
          <div className={styles.note}>
            <p>{rich('offer.from', { name: <b>{<bdi>{from.name}</bdi>}</b> })}</p>
            {offer.note && <p dir="auto">{offer.note}</p>}
          </div>
        )}
        <div className={styles.acts}>
          <Button
            tone="line"
            size="l"
            disabled={busy}
            onClick={onDecline}
            aria-keyshortcuts={decline.ariaKeys}
            trail={decline.keys && <Keys chord={decline.keys} />}
          >
            {t('offer.decline')}
          </Button>
          <Button
            tone="primary"
            size="l"
            busy={busy}
            onClick={onAccept}
            aria-keyshortcuts={accept.ariaKeys}
            trail={accept.keys && <Keys chord={accept.keys} />}
          >
            {t('offer.accept')}
          </Button>
        </div>
      </div>
    </article>
  );
}

function Waiting({ row }: { row: InboxRow }) {
  const now = useNow('second');
  if (!row.entered_queue_at || row.state === 'active') return null;
  return (
    <span>{t('offer.waiting', { time: waitLength(now - Date.parse(row.entered_queue_at)) })}</span>
  );
}

/** How much of the time is left: whole seconds, and as a share of what there was when the card came. */
function useLeft(until: string): { seconds: number; share: number } {
  const now = useNow('second');
  const [whole] = useState(() => Math.max(1, Date.parse(until) - Date.now()));
  const left = Math.max(0, Date.parse(until) - now);
  return { seconds: Math.ceil(left / 1000), share: Math.min(1, left / whole) };
}

const around = 2 * Math.PI * 20;

function Ring({ until }: { until: string }) {
  const { seconds, share } = useLeft(until);
  return (
    <span className={styles.ring} role="timer" aria-label={t('offer.left', { n: seconds })}>
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <circle className={styles.base} cx="24" cy="24" r="20" />
        <circle
          className={styles.left}
          cx="24"
          cy="24"
          r="20"
          strokeDasharray={`${around * share} ${around}`}
          transform="rotate(-90 24 24)"
        />
      </svg>
      <span aria-hidden="true">{seconds}</span>
      {seconds === 5 && (
        <span role="alert">
          <Spoken>{t('offer.fiveLeft')}</Spoken>
        </span>
      )}
    </span>
  );
}

function Bar({ until }: { until: string }) {
  const { share } = useLeft(until);
  return (
    <svg className={styles.bar} viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
      <rect width={100 * share} height="3" />
    </svg>
  );
}

/** A further offer, tucked behind the first. */
export function OfferMini({ row }: { row: InboxRow }) {
  const { seconds } = useLeft(row.offer?.expires_at ?? '');
  return (
    <div className={styles.mini}>
      <Avatar id={row.visitor.id} name={pictureName(row.visitor)} />
      <div className={styles.words}>
        <p className={styles.name}>
          <bdi>{visitorName(row.visitor)}</bdi>
        </p>
        <p className={styles.about}>{row.topic ? topicLabel(row.topic) : row.summary}</p>
      </div>
      <span className={styles.about}>{t('offer.seconds', { n: seconds })}</span>
    </div>
  );
}

export function OfferGone({ visitor, by }: { visitor: string; by: string }) {
  return (
    <div className={styles.mini} role="status">
      <span className={styles.words}>
        {rich('offer.taken', { name: <bdi>{by}</bdi>, visitor: <b>{<bdi>{visitor}</bdi>}</b> })}
      </span>
      <ActionButton action="queue.claimNext" size="s" />
    </div>
  );
}
