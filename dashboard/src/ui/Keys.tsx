import { keyCaps } from '../actions/keys.ts';
import styles from './Keys.module.css';

type Props = {
  chord: string;
  /** Where they are what the page is about, they stay on phones too. */
  always?: boolean;
};

/** The caps to press, one for each stroke. For the eye only: the control itself carries aria-keyshortcuts. */
export function Keys({ chord, always = false }: Props) {
  return (
    <span className={styles.keys} data-always={always || undefined} aria-hidden="true">
      {keyCaps(chord).map((cap) => (
        <kbd key={cap} className={styles.cap}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}
