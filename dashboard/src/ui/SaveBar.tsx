import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import styles from './SaveBar.module.css';

type Props = {
  /** Something was changed and not saved. */
  dirty: boolean;
  busy: boolean;
  /** Why the last try did not work. */
  error?: string | undefined;
  words: { unsaved: string; saved: string; undo: string; save: string };
  onUndo: () => void;
};

/** The foot of a form: what is unsaved, the way back, and Save. It stays in sight. */
export function SaveBar({ dirty, busy, error, words, onUndo }: Props) {
  return (
    <footer className={styles.bar} data-dirty={dirty || undefined}>
      {error ? (
        <p className={styles.error} role="alert">
          <Icon name="alarm" size="s" />
          {error}
        </p>
      ) : (
        <p className={styles.state} role="status">
          {dirty && <span className={styles.dot} />}
          {dirty ? words.unsaved : words.saved}
        </p>
      )}
      <Button disabled={!dirty || busy} onClick={onUndo}>
        {words.undo}
      </Button>
      <Button type="submit" tone="primary" busy={busy} disabled={!dirty}>
        {words.save}
      </Button>
    </footer>
  );
}
