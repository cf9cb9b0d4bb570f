import { type ReactNode, useState } from 'react';
import styles from './Flash.module.css';

/** Shows for a moment that a value is another one than before. Never on the first sight of it. */
export function Flash({ value, children }: { value: string | number; children: ReactNode }) {
  const [seen, setSeen] = useState({ value, changes: 0 });
  if (seen.value !== value) setSeen({ value, changes: seen.changes + 1 });
  return (
    <span
      key={seen.changes}
      className={styles.flash}
      data-changed={seen.changes > 0 ? '' : undefined}
    >
      {children}
    </span>
  );
}
