import { useId, useState } from 'react';
import { Button } from './Button.tsx';
import { Chip } from './Chip.tsx';
import styles from './DomainList.module.css';
import { Icon } from './Icon.tsx';

type Props = {
  label: string;
  domains: readonly string[];
  words: { add: string; remove: (domain: string) => string; placeholder: string; bad: string };
  error?: string | undefined;
  onChange: (domains: string[]) => void;
};

const host = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$/u;

/** Takes what people paste: a whole address is cut down to its host. */
export function toHost(text: string): string | undefined {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//u, '')
    .replace(/[/?#].*$/u, '');
  const whole = bare.includes('.') || bare.startsWith('localhost') || bare.startsWith('[');
  return whole && host.test(bare) ? bare : undefined;
}

/** The hosts that may show the widget, as chips. */
export function DomainList({ label, domains, words, error, onChange }: Props) {
  const id = useId();
  const [draft, setDraft] = useState('');
  const [bad, setBad] = useState(false);
  const add = () => {
    const domain = toHost(draft);
    if (!domain) return setBad(draft.trim() !== '');
    setBad(false);
    setDraft('');
    if (!domains.includes(domain)) onChange([...domains, domain]);
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.chips}>
        {domains.map((d) => (
          <Chip
            key={d}
            on
            trail={<Icon name="x" size="s" />}
            aria-label={words.remove(d)}
            onClick={() => onChange(domains.filter((x) => x !== d))}
          >
            {d}
          </Chip>
        ))}
        <span className={styles.add}>
          <input
            id={id}
            value={draft}
            placeholder={words.placeholder}
            aria-invalid={bad || error ? true : undefined}
            aria-describedby={bad || error ? `${id}-say` : undefined}
            spellCheck={false}
            autoCapitalize="none"
            onChange={(e) => {
              setDraft(e.target.value);
              setBad(false);
            }}
            onKeyDown={(e) => {
              if (e.key !== 'Enter') return;
              e.preventDefault();
              add();
            }}
          />
          <Button size="s" tone="line" icon="plus" onClick={add}>
            {words.add}
          </Button>
        </span>
      </div>
      {(bad || error) && (
        <p id={`${id}-say`} className={styles.error} role="alert">
          {bad ? words.bad : error}
        </p>
      )}
    </div>
  );
}
