import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../text/rooms.ts';
import { Button } from './Button.tsx';
import styles from './Conflict.module.css';

export interface Difference {
  what: string;
  yours: ReactNode;
  theirs: ReactNode;
}

type Props = {
  title: string;
  /** What the column of what is stored now is called. */
  theirs?: string;
  differences: readonly Difference[];
  onTake: () => void;
  onKeep: () => void;
};

/** Two people changed the same thing: shows both and lets one decide. Nothing is overwritten silently. */
export function Conflict(props: Props) {
  const { title, theirs = t('conflict.theirsNow'), differences, onTake, onKeep } = props;
  const notice = useRef<HTMLElement>(null);
  // Save was pressed at the foot of the form, perhaps far below.
  useEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    notice.current?.focus({ preventScroll: true });
    notice.current?.scrollIntoView?.({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  }, []);
  return (
    <section ref={notice} className={styles.conflict} role="alert" tabIndex={-1}>
      <p className={styles.title}>{title}</p>
      <p>{t('conflict.about')}</p>
      <div className={styles.scroll}>
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">{t('conflict.yours')}</th>
              <th scope="col">{theirs}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((d) => (
              <tr key={d.what}>
                <th scope="row">{d.what}</th>
                <td>{d.yours}</td>
                <td>{d.theirs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles.acts}>
        <Button tone="line" onClick={onTake}>
          {t('conflict.take')}
        </Button>
        <Button tone="primary" onClick={onKeep}>
          {t('conflict.keep')}
        </Button>
      </div>
    </section>
  );
}
