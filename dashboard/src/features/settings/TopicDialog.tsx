import { useState } from 'react';
import type { Topic } from '../../data/topics.ts';
import { topicLabel } from '../../data/visitor.ts';
import { t } from '../../text/planning.ts';
import { Button } from '../../ui/Button.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { TextArea, TextField } from '../../ui/fields.tsx';
import { LazyDialog } from '../../ui/LazyDialog.tsx';
import { Notice } from '../../ui/states.tsx';
import styles from './Settings.module.css';

/** Fewer do not tell a topic from others. Mirrors routing/topic. */
const fewest = 3;

type Props = {
  topic: Topic | undefined;
  /** The names of the others. */
  taken: readonly string[];
  onClose: () => void;
  onDone: (topic: Topic) => void;
};

/** A topic's name and what visitors write who mean it. Stored with the list. */
export function TopicDialog({ topic, taken, onClose, onDone }: Props) {
  const [name, setName] = useState(topic?.name ?? '');
  const [text, setText] = useState((topic?.examples ?? []).join('\n'));
  const key = name.trim().toLowerCase();
  const examples = text
    .split('\n')
    .map((x) => x.trim())
    .filter(Boolean);
  const few = !topic?.shipped && examples.length < fewest;
  const error = taken.includes(key)
    ? t('topics.taken')
    : key.includes(',')
      ? t('topics.comma')
      : undefined;
  return (
    <LazyDialog
      open
      onClose={onClose}
      title={topic ? t('team.editTitle', { name: topicLabel(topic.name) }) : t('topics.addTitle')}
    >
      <form
        className={styles.group}
        onSubmit={(e) => {
          e.preventDefault();
          onDone({ ...topic, name: key, examples });
        }}
      >
        {topic?.shipped ? (
          <Notice>{t('topics.shippedHelp')}</Notice>
        ) : (
          <TextField
            label={t('topics.name')}
            help={t('topics.nameHelp')}
            maxLength={60}
            value={name}
            error={error}
            onChange={(e) => setName(e.target.value)}
          />
        )}
        <TextArea
          label={t('topics.examplesLabel')}
          help={few ? t('topics.few', { n: fewest }) : t('topics.examplesHelp')}
          rows={8}
          dir="auto"
          value={text}
          onChange={(e) => setText(e.target.value)}
        />
        <DialogActions>
          <Button tone="line" onClick={onClose}>
            {t('state.cancel')}
          </Button>
          <Button type="submit" tone="primary" disabled={key === '' || few || error !== undefined}>
            {t('rules.apply')}
          </Button>
        </DialogActions>
      </form>
    </LazyDialog>
  );
}
