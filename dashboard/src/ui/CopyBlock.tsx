import { type ReactNode, useState } from 'react';
import { Button } from './Button.tsx';
import styles from './CopyBlock.module.css';

type Props = {
  head: ReactNode;
  text: string;
  copy: string;
  copied: string;
};

/** Text to take elsewhere, such as a snippet, with a button that copies it. */
export function CopyBlock({ head, text, copy, copied }: Props) {
  const [done, setDone] = useState(false);
  const take = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 2000);
  };
  return (
    <div className={styles.block}>
      <div className={styles.head}>
        <div className={styles.words}>{head}</div>
        <Button tone="line" size="s" icon={done ? 'check' : 'copy'} onClick={() => void take()}>
          <span aria-live="polite">{done ? copied : copy}</span>
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line is scrolled by keyboard */}
      <pre className={styles.text} tabIndex={0} dir="ltr">
        {text}
      </pre>
    </div>
  );
}
