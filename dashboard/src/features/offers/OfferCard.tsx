import { useState } from 'react';
import { ActionButton } from '../../actions/ActionButton.tsx';
import { useAction } from '../../actions/useActions.ts';
import type { InboxRow } from '../../data/inboxRows.ts';
import { useAgent, useSite } from '../../data/team.ts';
import { pageLabel, pictureName, topicLabel, visitorName } from '../../data/visitor.ts';
import { languagesOf } from '../../text/languages.ts';
import { rich, t } from '../../text/text.ts';
import { waitLength } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Avatar, ChannelMark } from '../../ui/Avatar.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Spoken, StateWord, Tag } from '../../ui/marks.tsx';
import styles from './Offers.module.css';

type Offered = NonNullable<InboxRow['offer']>;

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
      <Bar offer={offer} />
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
          <Ring offer={offer} />
        </div>
        <Tags row={row} first={offer.agents.length > 1} warm={offer.warm} />
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
        {offer.why && (
          <p className={styles.note}>{rich('offer.why', { why: offer.why, you: <WhyYou /> })}</p>
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

function WhyYou() {
  return <b>{t('offer.whyYou')}</b>;
}

/** What it is about and how it is offered, a word each. */
function Tags({ row, first, warm }: { row: InboxRow; first: boolean; warm: boolean }) {
  const site = useSite(row.site);
  const foreign = row.language && !sameLanguage(row.language, site?.locale);
  if (!row.topic && row.priority === 0 && !first && !warm && !foreign && !row.reason) return null;
  return (
    <p className={styles.tags}>
      {first && (
        <StateWord tone="accent" icon="hand">
          {t('offer.first')}
        </StateWord>
      )}
      {row.priority > 0 && (
        <StateWord tone="key" icon="flag">
          {t('row.priority')}
        </StateWord>
      )}
      {row.topic && <Tag>{topicLabel(row.topic)}</Tag>}
      {foreign && <Tag icon="globe">{languagesOf(row.language)}</Tag>}
      {row.reason && (
        <Tag tone="assist" icon="spark">
          {t(`reason.${row.reason}`)}
        </Tag>
      )}
      {warm && <Tag icon="transfer">{t('offer.warm')}</Tag>}
    </p>
  );
}

function sameLanguage(a: string, b: string | undefined): boolean {
  const base = (code: string | undefined) => code?.split(/[-_]/u)[0]?.toLowerCase();
  return base(a) === base(b);
}

function Waiting({ row }: { row: InboxRow }) {
  const now = useNow('second');
  if (!row.entered_queue_at || row.state === 'active') return null;
  return (
    <span>{t('offer.waiting', { time: waitLength(now - Date.parse(row.entered_queue_at)) })}</span>
  );
}

/** How long each offer stood when it was first seen, so that a card that comes to the front goes on counting. */
const whole = new Map<string, number>();

/** How much of the time is left: whole seconds, and as a share of what there was at the start. */
function useLeft({ id, expires_at }: Offered): { seconds: number; share: number } {
  const now = useNow('second');
  const end = Date.parse(expires_at);
  const [all] = useState(() => {
    const known = whole.get(id) ?? Math.max(1, end - Date.now());
    whole.set(id, known);
    return known;
  });
  const left = Math.min(all, Math.max(0, end - now)); // the page's clock may lag by a second
  return { seconds: Math.ceil(left / 1000), share: Math.min(1, left / all) };
}

const around = 2 * Math.PI * 20;

/** It is said once that time runs out, from this many seconds on. */
const lastSeconds = 5;

function Ring({ offer }: { offer: Offered }) {
  const { seconds, share } = useLeft(offer);
  const soon = seconds <= lastSeconds;
  return (
    <span
      className={styles.ring}
      data-soon={soon || undefined}
      role="timer"
      aria-label={t('offer.left', { n: seconds })}
    >
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
      {/* there from the start and filled once, so that it is spoken once */}
      <span role="alert">
        <Spoken>{soon && seconds > 0 ? t('offer.fiveLeft') : ''}</Spoken>
      </span>
    </span>
  );
}

function Bar({ offer }: { offer: Offered }) {
  const { share } = useLeft(offer);
  return (
    <svg className={styles.bar} viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
      <rect width={100 * share} height="3" />
    </svg>
  );
}

/** A further offer, tucked behind the one in front; a press brings it there. */
export function OfferMini({ row, onShow }: { row: InboxRow; onShow: () => void }) {
  const { offer } = row;
  if (!offer) return null;
  return (
    <button
      type="button"
      className={styles.mini}
      aria-label={t('offer.show', { visitor: visitorName(row.visitor) })}
      onClick={onShow}
    >
      <Avatar id={row.visitor.id} name={pictureName(row.visitor)} />
      <span className={styles.words}>
        <bdi className={styles.name}>{visitorName(row.visitor)}</bdi>
        <span className={styles.about}>{row.topic ? topicLabel(row.topic) : row.summary}</span>
      </span>
      <Seconds offer={offer} />
      <Icon name="up" />
    </button>
  );
}

function Seconds({ offer }: { offer: Offered }) {
  return <span className={styles.about}>{t('offer.seconds', { n: useLeft(offer).seconds })}</span>;
}

/** A colleague was quicker. */
export function OfferTaken({ visitor, by }: { visitor: string; by: string }) {
  return (
    <div className={styles.mini} role="status">
      <span className={styles.words}>
        {rich('offer.taken', { name: <bdi>{by}</bdi>, visitor: <b>{<bdi>{visitor}</bdi>}</b> })}
      </span>
      <ActionButton action="queue.claimNext" size="s" />
    </div>
  );
}

/** Its time ran out here; says what that did. */
export function OfferMissed({ visitor, onClose }: { visitor: string; onClose: () => void }) {
  return (
    <div className={styles.mini} role="status">
      <span className={styles.alarm}>
        <Icon name="alarm" />
      </span>
      <span className={styles.words}>
        {rich('offer.missed', { visitor: <b>{<bdi>{visitor}</bdi>}</b> })}
        <span className={styles.after}>{t('offer.missedWhy')}</span>
      </span>
      <IconButton icon="x" size="s" label={t('state.close')} onClick={onClose} />
    </div>
  );
}
