import type { Conversation } from '@baton/shared/facts.gen';
import { type RefObject, useState } from 'react';
import { ActionButton, ActionIconButton, ActionMenuItem } from '../../actions/ActionButton.tsx';
import { useAction } from '../../actions/useActions.ts';
import type { DraftKind } from '../../data/drafts.ts';
import { rich, t } from '../../text/text.ts';
import { Button, IconButton, SplitButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import styles from './Composer.module.css';
import { type ComposerHandle, limits, type Composer as Model, useComposer } from './useComposer.ts';

type Props = {
  conversation: Conversation;
  mine: boolean;
  /** The visitor's first name, for the button. */
  visitor: string;
  onResolve: () => void;
  handle: RefObject<ComposerHandle | null>;
};

/** Where replies and notes are written. The two look as different as can be. */
export function Composer({ conversation: c, mine, visitor, onResolve, handle }: Props) {
  const mayReply = mine && c.state === 'active';
  const model = useComposer({ conversation: c.id, mayReply, onResolve, handle });
  const [preview, setPreview] = useState(false);
  const note = model.kind === 'note';
  return (
    <form
      className={styles.composer}
      data-kind={model.kind}
      aria-label={t('composer.title')}
      onSubmit={(e) => {
        e.preventDefault();
        model.send();
      }}
    >
      <Tabs<DraftKind>
        label={t('composer.title')}
        value={model.kind}
        onChange={(kind) => {
          model.setKind(kind);
          setPreview(false);
        }}
        tone={note ? 'note' : 'accent'}
        size="s"
        tabs={[
          { value: 'reply', label: t('composer.reply'), icon: 'reply' },
          { value: 'note', label: t('composer.note'), icon: 'lock' },
        ]}
        end={<span className={styles.hint}>{hint(model, note)}</span>}
      />
      {note || mayReply ? (
        <>
          {preview ? (
            <section className={styles.preview} aria-label={t('composer.preview')}>
              <Markdown text={model.text} />
            </section>
          ) : (
            <textarea
              ref={model.area}
              className={styles.text}
              aria-label={note ? t('composer.noteLabel') : t('composer.replyLabel', { visitor })}
              aria-keyshortcuts="Control+Enter"
              placeholder={
                note ? t('composer.notePlaceholder') : t('composer.replyPlaceholder', { visitor })
              }
              dir="auto"
              rows={Math.min(8, Math.max(2, model.text.split('\n').length))}
              value={model.text}
              onChange={(e) => model.change(e.target.value)}
              onKeyDown={model.onKeyDown}
            />
          )}
          <Tools model={model} preview={preview} setPreview={setPreview} visitor={visitor} />
        </>
      ) : (
        <ClaimFirst conversation={c} mine={mine} />
      )}
    </form>
  );
}

function hint(model: Model, note: boolean): string {
  const length = [...model.text].length;
  const most = limits[model.kind];
  if (length > most * 0.9) return t('composer.length', { length, most });
  if (note && model.text === '') return t('composer.teamOnly');
  if (model.text === '') return '';
  return model.kept === 'kept'
    ? t('composer.draftSaved')
    : model.kept === 'keeping'
      ? t('composer.draftSaving')
      : '';
}

type ToolProps = {
  model: Model;
  preview: boolean;
  setPreview: (on: boolean) => void;
  visitor: string;
};

function Tools({ model, preview, setPreview, visitor }: ToolProps) {
  const note = model.kind === 'note';
  const send = useAction('composer.send');
  const empty = model.text.trim() === '';
  const bad = empty || model.tooLong || send.absent;
  return (
    <div className={styles.tools}>
      <span className={styles.marks}>
        <IconButton
          icon="bold"
          label={t('composer.bold')}
          keys="Mod+B"
          disabled={preview}
          onClick={() => model.mark('bold')}
        />
        <IconButton
          icon="italic"
          label={t('composer.italic')}
          keys="Mod+I"
          disabled={preview}
          onClick={() => model.mark('italic')}
        />
        <IconButton
          icon="list"
          label={t('composer.list')}
          disabled={preview}
          onClick={() => model.mark('list')}
        />
      </span>
      <IconButton
        icon="eye"
        label={t('composer.preview')}
        aria-pressed={preview}
        disabled={empty}
        onClick={() => setPreview(!preview)}
      />
      {!note && <ActionIconButton action="composer.draft" icon="copilot" tone="assist" />}
      <span className={styles.grow} />
      {model.tooLong && (
        <span className={styles.tooLong} role="alert">
          <Icon name="alarm" size="s" />
          {t('composer.tooLong', { n: limits[model.kind] })}
        </span>
      )}
      {note ? (
        <Button
          type="submit"
          tone="note"
          icon="lock"
          disabled={bad}
          aria-keyshortcuts={send.ariaKeys}
        >
          {t('composer.addNote')}
        </Button>
      ) : (
        <SplitButton>
          <Button type="submit" tone="primary" disabled={bad} aria-keyshortcuts={send.ariaKeys}>
            {rich('composer.sendTo', { visitor: <bdi>{visitor}</bdi> })}
          </Button>
          <Menu
            align="end"
            side="top"
            trigger={
              <IconButton
                tone="primary"
                icon="down"
                label={t('composer.moreWays')}
                disabled={bad}
              />
            }
          >
            <ActionMenuItem action="composer.send" icon="send" />
            <ActionMenuItem action="composer.sendResolve" icon="check" />
          </Menu>
        </SplitButton>
      )}
    </div>
  );
}

/** Why no reply can be written now, and the one press that changes it. */
function ClaimFirst({ conversation: c, mine }: { conversation: Conversation; mine: boolean }) {
  const owner = c.agent?.name ?? t('party.colleague');
  const snoozed = c.state === 'snoozed' && mine;
  return (
    <div className={styles.claim}>
      <p>
        {c.state === 'resolved'
          ? t('composer.isResolved')
          : snoozed
            ? t('composer.isSnoozed')
            : c.owner.kind === 'agent'
              ? rich('composer.isOthers', { name: <bdi>{owner}</bdi> })
              : c.state === 'assistant'
                ? t('composer.isAssistants')
                : t('composer.isQueued')}
      </p>
      <ActionButton action="conversation.claim" tone="primary" showKeys>
        {t(
          c.state === 'resolved'
            ? 'conversation.reopen'
            : snoozed
              ? 'conversation.wake'
              : c.owner.kind === 'agent' || c.state === 'assistant'
                ? 'conversation.takeOver'
                : 'conversation.claim',
        )}
      </ActionButton>
    </div>
  );
}
