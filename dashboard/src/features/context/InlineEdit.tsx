import { useState } from 'react';
import { useCommand } from '../../data/conversation.ts';
import { t } from '../../text/text.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { BareInput } from '../../ui/fields.tsx';
import styles from './ContextPane.module.css';

type Props = {
  conversation: string;
  /** The field's name on the server. */
  name: string;
  /** What it is called. */
  label: string;
  value: string | undefined;
};

/** One known value, or a way to add it: in place, without leaving the conversation. */
export function InlineEdit({ conversation, name, label, value }: Props) {
  const [draft, setDraft] = useState<string>();
  const { mutate, isPending, error, reset } = useCommand();
  const close = () => {
    setDraft(undefined);
    reset();
  };
  const save = () => {
    const next = draft?.trim() ?? '';
    if (next === (value ?? '')) return close();
    mutate({ id: conversation, do: 'field', name, value: next }, { onSuccess: close });
  };
  return (
    <div className={styles.pair}>
      <dt>{label}</dt>
      {draft === undefined ? (
        <dd>
          {value ? (
            <>
              <bdi className={styles.value} title={value}>
                {value}
              </bdi>
              <span className={styles.edit}>
                <IconButton
                  icon="pencil"
                  size="s"
                  label={t('context.edit', { field: label })}
                  onClick={() => setDraft(value)}
                />
              </span>
            </>
          ) : (
            <button
              type="button"
              className={styles.add}
              aria-label={t('context.addField', { field: label })}
              onClick={() => setDraft('')}
            >
              {t('context.add')}
            </button>
          )}
        </dd>
      ) : (
        <dd>
          <form
            className={styles.inline}
            onSubmit={(e) => {
              e.preventDefault();
              save();
            }}
          >
            <BareInput
              autoFocus
              aria-label={label}
              value={draft}
              maxLength={500}
              dir="auto"
              onChange={(e) => setDraft(e.target.value)}
              onKeyDown={(e) => {
                if (e.key !== 'Escape') return;
                e.stopPropagation();
                close();
              }}
            />
            <Button type="submit" size="s" tone="primary" busy={isPending}>
              {t('state.save')}
            </Button>
            <IconButton icon="x" size="s" label={t('state.cancel')} onClick={close} />
            {error && (
              <p className={styles.error} role="alert">
                {error.message}
              </p>
            )}
          </form>
        </dd>
      )}
    </div>
  );
}
