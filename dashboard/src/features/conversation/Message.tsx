import { Link } from '@tanstack/react-router';
import { memo, type ReactNode, useState } from 'react';
import type { Schema } from '../../data/api.ts';
import { useCommand } from '../../data/conversation.ts';
import type { Agent } from '../../data/presence.ts';
import { callName, pictureName } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { clockTime, fullTime } from '../../text/time.ts';
import { AssistantAvatar, Avatar } from '../../ui/Avatar.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import styles from './Message.module.css';
import type { MessageItem } from './timelineItems.ts';

type Props = {
  item: MessageItem;
  conversation: string;
  site: string;
  visitor: Schema['VisitorRecord'];
  agent: Agent | undefined;
  /** Points out the message that was searched for. */
  marked: boolean;
  onNoteFrom: (text: string) => void;
};

export const MessageView = memo(function MessageView(props: Props) {
  const { item, conversation, site, visitor, agent, marked, onNoteFrom } = props;
  const [editing, setEditing] = useState(false);
  const { entry, text, state } = item.message;
  const citations = entry.kind === 'message.posted' ? (entry.body.citations ?? []) : [];
  return (
    <article
      className={styles.message}
      data-side={item.author === 'visitor' ? 'visitor' : 'team'}
      data-author={item.note ? 'note' : item.author}
      data-first={item.first || undefined}
      data-marked={marked || undefined}
      aria-label={t('message.from', {
        name: nameOf(item, visitor, agent),
        time: clockTime(entry.at),
      })}
    >
      <span className={styles.face}>
        {item.first && <Face item={item} visitor={visitor} agent={agent} />}
      </span>
      <div className={styles.body}>
        {item.first && <ByLine item={item} name={nameOf(item, visitor, agent)} />}
        {editing ? (
          <EditBox
            conversation={conversation}
            seq={entry.seq}
            text={text}
            onClose={() => setEditing(false)}
          />
        ) : (
          <div className={styles.bubbleLine}>
            <MessageMenu
              item={item}
              conversation={conversation}
              onEdit={() => setEditing(true)}
              onNoteFrom={onNoteFrom}
            />
            <div className={styles.bubble} data-deleted={state === 'deleted' || undefined}>
              {state === 'deleted' ? t('message.deleted') : <Markdown text={text} />}
            </div>
          </div>
        )}
        {state === 'edited' && <span className={styles.foot}>{t('message.edited')}</span>}
        {entry.kind === 'message.posted' && entry.body.unanswered && (
          <span className={styles.foot}>{t('message.unanswered')}</span>
        )}
        {citations.length > 0 && (
          <p className={styles.cites}>
            {citations.map((c, i) => (
              <Link
                key={c.article}
                to="/knowledge/$article"
                params={{ article: c.article }}
                search={{ site }}
                className={styles.cite}
                title={c.quote}
              >
                <b>{i + 1}</b>
                <bdi>{c.title}</bdi>
              </Link>
            ))}
          </p>
        )}
        {item.mark && !item.first && <Mark mark={item.mark} />}
      </div>
    </article>
  );
});

function nameOf(
  item: MessageItem,
  visitor: Schema['VisitorRecord'],
  agent: Agent | undefined,
): string {
  switch (item.author) {
    case 'visitor':
      return callName(visitor);
    case 'assistant':
      return t('party.assistant');
    case 'me':
      return t('party.you');
    case 'colleague':
      return agent?.name ?? t('party.colleague');
  }
}

function Face({
  item,
  visitor,
  agent,
}: {
  item: MessageItem;
  visitor: Schema['VisitorRecord'];
  agent: Agent | undefined;
}) {
  if (item.author === 'visitor')
    return <Avatar id={visitor.id} name={pictureName(visitor)} size="s" />;
  if (item.author === 'assistant') return <AssistantAvatar size="s" />;
  const id = item.message.entry.by.id ?? '';
  return <Avatar id={id} name={agent?.name ?? '?'} picture={agent?.picture} size="s" />;
}

function ByLine({ item, name }: { item: MessageItem; name: string }) {
  const { entry } = item.message;
  return (
    <p className={styles.by}>
      {item.note && <Icon name="lock" size="s" />}
      <b>
        <bdi>
          {item.note
            ? item.author === 'me'
              ? t('message.note')
              : t('message.noteBy', { name })
            : name}
        </bdi>
      </b>
      <time dateTime={entry.at} title={fullTime(entry.at)}>
        {clockTime(entry.at)}
      </time>
      {item.mark && <Mark mark={item.mark} />}
    </p>
  );
}

function Mark({ mark }: { mark: 'seen' | 'sent' }) {
  return (
    <span className={styles.mark} data-mark={mark}>
      <Icon name={mark === 'seen' ? 'checks' : 'check'} size="s" />
      {t(mark === 'seen' ? 'message.seen' : 'message.sent')}
    </span>
  );
}

type MenuProps = {
  item: MessageItem;
  conversation: string;
  onEdit: () => void;
  onNoteFrom: (text: string) => void;
};

function MessageMenu({ item, conversation, onEdit, onNoteFrom }: MenuProps) {
  const { mutate } = useCommand();
  const { text, entry, state } = item.message;
  if (state === 'deleted') return null;
  return (
    <span className={styles.tools}>
      <Menu
        align={item.author === 'visitor' ? 'start' : 'end'}
        trigger={<IconButton icon="more" size="s" label={t('message.more')} />}
      >
        <MenuItem
          icon="copy"
          onSelect={() =>
            void navigator.clipboard.writeText(text).then(() => sayDone(t('done.copied'), 'copy'))
          }
        >
          {t('message.copy')}
        </MenuItem>
        {!item.note && (
          <MenuItem icon="lock" onSelect={() => onNoteFrom(text)}>
            {t('message.noteFrom')}
          </MenuItem>
        )}
        {item.author === 'me' && (
          <>
            <MenuItem icon="pencil" onSelect={onEdit}>
              {t('message.edit')}
            </MenuItem>
            <MenuItem
              icon="trash"
              tone="danger"
              onSelect={() =>
                mutate(
                  { id: conversation, do: 'delete', seq: entry.seq },
                  { onError: (error) => sayFailed(error.message) },
                )
              }
            >
              {t('message.delete')}
            </MenuItem>
          </>
        )}
      </Menu>
    </span>
  );
}

function EditBox({
  conversation,
  seq,
  text,
  onClose,
}: {
  conversation: string;
  seq: number;
  text: string;
  onClose: () => void;
}): ReactNode {
  const [draft, setDraft] = useState(text);
  const { mutate, isPending, error } = useCommand();
  const save = () =>
    mutate({ id: conversation, do: 'edit', seq, text: draft }, { onSuccess: onClose });
  return (
    <form
      className={styles.edit}
      onSubmit={(e) => {
        e.preventDefault();
        save();
      }}
    >
      <textarea
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit this text
        autoFocus
        aria-label={t('message.edit')}
        value={draft}
        rows={Math.min(8, draft.split('\n').length + 1)}
        onChange={(e) => setDraft(e.target.value)}
        onKeyDown={(e) => {
          if (e.key !== 'Escape') return;
          e.stopPropagation();
          onClose();
        }}
      />
      {error && (
        <p role="alert" className={styles.error}>
          {error.message}
        </p>
      )}
      <div>
        <Button size="s" onClick={onClose}>
          {t('state.cancel')}
        </Button>
        <Button
          type="submit"
          size="s"
          tone="primary"
          busy={isPending}
          disabled={draft.trim() === '' || draft === text}
        >
          {t('state.save')}
        </Button>
      </div>
    </form>
  );
}
