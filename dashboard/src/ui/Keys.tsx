import { keyCaps } from '../actions/keys.ts';
import styles from './Keys.module.css';

/** The caps to press, one for each stroke. For the eye only: the control itself carries aria-keyshortcuts. */
export function Keys({ chord }: { chord: string }) {
  return (
    <span className={styles.keys} aria-hidden="true">
      {keyCaps(chord).map((cap) => (
        <kbd key={cap} className={styles.cap}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}
