import { Fragment } from 'react';
import { keyCaps } from '../actions/keys.ts';
import styles from './Keys.module.css';

/** The caps to press, for the eye only: the control itself carries aria-keyshortcuts. */
export function Keys({ chord }: { chord: string }) {
  return (
    <span className={styles.keys} aria-hidden="true">
      {keyCaps(chord).map((cap, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: caps never move
        <Fragment key={i}>
          <kbd className={styles.cap}>{cap}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
