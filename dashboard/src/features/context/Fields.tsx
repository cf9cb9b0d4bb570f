import { useState } from 'react';
import { useCommand } from '../../data/conversation.ts';
import type { ConversationState } from '../../data/conversationState.ts';
import { fieldLabel } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Tag } from '../../ui/marks.tsx';
import styles from './ContextPane.module.css';
import { fieldName } from './fieldName.ts';
import { InlineEdit } from './InlineEdit.tsx';

const contact = new Set(['name', 'email', 'phone']);

/** What was collected about the case, by whomever. */
export function Fields({ state }: { state: ConversationState }) {
  const [adding, setAdding] = useState(false);
  const { fields, id } = state.conversation;
  const rest = fields.filter((f) => !contact.has(f.name));
  const assistants = rest.length > 0 && rest.every((f) => f.source === 'assistant');
  return (
    <section className={styles.section}>
      <h3>
        {t('context.collected')}
        {assistants && (
          <Tag tone="assist" icon="spark">
            {t('context.byAssistant')}
          </Tag>
        )}
        <span className={styles.push}>
          <IconButton
            icon="plus"
            size="s"
            label={t('context.addOne')}
            onClick={() => setAdding(true)}
          />
        </span>
      </h3>
      {rest.length > 0 && (
        <dl className={styles.kv}>
          {rest.map((f) => (
            <InlineEdit
              key={f.name}
              conversation={id}
              name={f.name}
              label={fieldLabel(f.name)}
              value={f.value}
            />
          ))}
        </dl>
      )}
      {rest.length === 0 && !adding && (
        <p className={styles.quiet}>{t('context.nothingCollected')}</p>
      )}
      {adding && (
        <NewField
          conversation={id}
          taken={fields.map((f) => f.name)}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}

function NewField({
  conversation,
  taken,
  onClose,
}: {
  conversation: string;
  taken: readonly string[];
  onClose: () => void;
}) {
  const [label, setLabel] = useState('');
  const [value, setValue] = useState('');
  const { mutate, isPending, error } = useCommand();
  const name = fieldName(label);
  const clash = taken.includes(name);
  return (
    <form
      className={styles.kv}
      onSubmit={(e) => {
        e.preventDefault();
        mutate(
          { id: conversation, do: 'field', name, value: value.trim() },
          { onSuccess: onClose },
        );
      }}
    >
      <TextField
        autoFocus
        label={t('context.fieldName')}
        placeholder={t('context.fieldNameExample')}
        value={label}
        maxLength={50}
        onChange={(e) => setLabel(e.target.value)}
        error={
          clash
            ? t('context.fieldTaken')
            : label !== '' && name === ''
              ? t('context.fieldNameBad')
              : undefined
        }
      />
      <TextField
        label={t('context.fieldValue')}
        value={value}
        maxLength={500}
        dir="auto"
        onChange={(e) => setValue(e.target.value)}
        error={error?.message}
      />
      <div className={styles.inline}>
        <span />
        <Button size="s" onClick={onClose}>
          {t('state.cancel')}
        </Button>
        <Button
          type="submit"
          size="s"
          tone="primary"
          busy={isPending}
          disabled={name === '' || clash || value.trim() === ''}
        >
          {t('context.addOne')}
        </Button>
      </div>
    </form>
  );
}
