// Lines of the timeline that are no stored messages: events, days, messages on their way, the
// assistant while it writes, the visitor while they type.

import type { Letter } from '@baton/shared/outbox';
import type { Schema } from '../../data/api.ts';
import type { AssistantDraft, Typist } from '../../data/glimpse.ts';
import { useKit } from '../../data/kit.ts';
import { callName, pictureName } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { clockTime, dayName, fullTime } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { AssistantAvatar, Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import { Dots } from '../../ui/marks.tsx';
import { eventText, type Names } from './eventText.tsx';
import message from './Message.module.css';
import styles from './Passing.module.css';
import type { EventEntry } from './timelineItems.ts';

export function DayLine({ at }: { at: string }) {
  const now = useNow('halfMinute');
  return <p className={styles.day}>{dayName(at, now)}</p>;
}

export function EventLine({ entry, names }: { entry: EventEntry; names: Names }) {
  const now = useNow('halfMinute');
  const { icon, text, tone = 'plain' } = eventText(entry, names, now);
  return (
    <p className={styles.event} data-tone={tone} title={fullTime(entry.at)}>
      <Icon name={icon} size="s" />
      <span>{text}</span>
    </p>
  );
}

type LetterProps = {
  letter: Letter;
  note: boolean;
  first: boolean;
  me: { id: string; name: string; picture?: string };
};

/** A message that the server has not confirmed yet, or has refused. */
export function LetterView({ letter, note, first, me }: LetterProps) {
  const { live } = useKit();
  const outbox = note ? live.notes : live.replies;
  const failed = letter.state.is === 'failed';
  return (
    <article
      className={message.message}
      data-side="team"
      data-author={note ? 'note' : 'me'}
      data-first={first || undefined}
    >
      <span className={message.face}>
        {first && <Avatar id={me.id} name={me.name} picture={me.picture} size="s" />}
      </span>
      <div className={message.body}>
        <p className={message.by}>
          {first && <b>{note ? t('message.note') : t('party.you')}</b>}
          <time>{clockTime(letter.written)}</time>
          <span className={styles.way} data-state={letter.state.is}>
            <Icon
              name={failed ? 'alarm' : letter.state.is === 'sent' ? 'check' : 'clock'}
              size="s"
            />
            {t(
              failed
                ? 'message.notSent'
                : letter.state.is === 'sent'
                  ? 'message.sent'
                  : 'message.waiting',
            )}
          </span>
        </p>
        <div className={message.bubble} data-pending="">
          <Markdown text={letter.text} />
        </div>
        {letter.state.is === 'failed' && (
          <div className={styles.failed} role="alert">
            <span>{letter.state.refusal.say}</span>
            <Button size="s" onClick={() => outbox.remove(letter.client_id)}>
              {t('message.discard')}
            </Button>
            <Button size="s" tone="line" onClick={() => outbox.retry(letter.client_id)}>
              {t('message.tryAgain')}
            </Button>
          </div>
        )}
      </div>
    </article>
  );
}

/** The assistant's answer while it is being written. It is spoken once, when it is complete. */
export function DraftView({ draft }: { draft: AssistantDraft }) {
  return (
    <article
      className={message.message}
      data-side="team"
      data-author="assistant"
      data-first=""
      aria-hidden="true"
    >
      <span className={message.face}>
        <AssistantAvatar size="s" />
      </span>
      <div className={message.body}>
        <p className={message.by}>
          <b>{t('party.assistant')}</b>
          {t('message.writing')}
        </p>
        <div className={`${message.bubble} ${draft.broken ? '' : styles.writing}`}>
          {draft.text ? <Markdown text={draft.text} /> : null}
          {(draft.broken || !draft.text) && <Dots />}
        </div>
      </div>
    </article>
  );
}

export function TypingView({
  typist,
  visitor,
}: {
  typist: Typist;
  visitor: Schema['VisitorRecord'];
}) {
  return (
    <article
      className={message.message}
      data-side="visitor"
      data-author="visitor"
      data-first=""
      aria-hidden="true"
    >
      <span className={message.face}>
        <Avatar id={visitor.id} name={pictureName(visitor)} size="s" />
      </span>
      <div className={message.body}>
        <p className={message.by}>
          <b>
            <bdi>{callName(visitor)}</bdi>
          </b>
          {typist.text ? t('message.typingUnsent') : t('row.typing')}
        </p>
        <div className={message.bubble} data-unsent="">
          {typist.text && <span dir="auto">{typist.text} </span>}
          <Dots />
        </div>
      </div>
    </article>
  );
}
