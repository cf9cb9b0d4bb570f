import type { ReactNode } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Front.module.css';

/** The page before anybody is signed in. */
export function Front({
  title,
  about,
  children,
}: {
  title: string;
  about?: string | undefined;
  children: ReactNode;
}) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <Icon name="baton" size="xl" />
          Baton
        </p>
        <div>
          <h1>{title}</h1>
          {about && <p className={styles.about}>{about}</p>}
        </div>
        {children}
      </div>
    </main>
  );
}
