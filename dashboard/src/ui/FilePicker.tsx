import { type ReactNode, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import styles from './FilePicker.module.css';
import { Icon } from './Icon.tsx';

type Props = {
  label: string;
  help: ReactNode;
  chooseFiles: string;
  chooseFolder: string;
  onFiles: (files: File[]) => void;
};

/** Takes files by choice or by dropping them, a whole folder too. */
export function FilePicker({ label, help, chooseFiles, chooseFolder, onFiles }: Props) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (input: HTMLInputElement) => {
    onFiles([...(input.files ?? [])]);
    input.value = '';
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons are the first
    <div
      className={styles.drop}
      data-over={over || undefined}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        onFiles([...e.dataTransfer.files]);
      }}
    >
      <Icon name="upload" size="xl" />
      <p>{help}</p>
      <div className={styles.buttons}>
        <Button tone="line" onClick={() => files.current?.click()}>
          {chooseFiles}
        </Button>
        <Button tone="line" onClick={() => folder.current?.click()}>
          {chooseFolder}
        </Button>
      </div>
      <input
        ref={files}
        hidden
        type="file"
        multiple
        accept=".md,.markdown,.mdown,.txt,text/markdown"
        aria-label={label}
        onChange={(e) => take(e.currentTarget)}
      />
      <input
        ref={(el) => {
          folder.current = el;
          if (el) el.webkitdirectory = true; // no attribute that React knows
        }}
        hidden
        type="file"
        aria-label={label}
        onChange={(e) => take(e.currentTarget)}
      />
    </div>
  );
}
