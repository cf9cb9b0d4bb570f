import { Icon } from './Icon.tsx';
import styles from './ImportResults.module.css';

export interface ImportLine {
  name: string;
  good: boolean;
  words: string;
}

/** What became of each file. */
export function ImportResults({ label, lines }: { label: string; lines: readonly ImportLine[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by keyboard
    <ul className={styles.list} aria-label={label} tabIndex={0}>
      {lines.map((line) => (
        <li key={line.name} data-good={line.good || undefined}>
          <Icon name={line.good ? 'check' : 'alarm'} size="s" />
          <bdi className={styles.name}>{line.name}</bdi>
          <span>{line.words}</span>
        </li>
      ))}
    </ul>
  );
}
