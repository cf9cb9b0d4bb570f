import type { ReactNode } from 'react';
import styles from './Card.module.css';

type Props = {
  title?: ReactNode;
  /** At the end of the title line. */
  end?: ReactNode;
  about?: ReactNode;
  children: ReactNode;
  /** Without inner space, for tables and lists. */
  flush?: boolean;
};

export function Card({ title, end, about, children, flush = false }: Props) {
  return (
    <section className={styles.card}>
      {title && (
        <header className={styles.head}>
          <div className={styles.words}>
            <h3>{title}</h3>
            {about && <p>{about}</p>}
          </div>
          {end}
        </header>
      )}
      <div className={styles.body} data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  );
}
