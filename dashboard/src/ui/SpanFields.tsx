import { minutesOf, type Span, spansClash } from '../data/hours.ts';
import type { SpanProblem } from '../data/hoursProblems.ts';
import type { HoursWords } from '../data/hoursWords.ts';
import { IconButton } from './Button.tsx';
import styles from './HoursEditor.module.css';

type Props = {
  /** Of the day, for the names of the fields. */
  name: string;
  spans: readonly Span[];
  words: HoursWords;
  problem?: SpanProblem | undefined;
  onChange: (spans: Span[]) => void;
};

/** The intervals of one day. */
export function SpanFields({ name, spans, words, problem, onChange }: Props) {
  const clash = spansClash(spans);
  const say = clash ? words.clash : problem?.say;
  const wrong = (i: number, part: string) =>
    clash || (problem?.index === i && (problem.part === '' || problem.part === part)) || undefined;
  const change = (i: number, part: Partial<Span>) =>
    onChange(spans.map((s, j) => (i === j ? { ...s, ...part } : s)));
  return (
    <div className={styles.spans}>
      {spans.length === 0 && <span className={styles.closed}>{words.closed}</span>}
      {spans.map((span, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: intervals have no other identity
        <span key={i} className={styles.span}>
          <input
            type="time"
            aria-label={words.from(name)}
            aria-invalid={wrong(i, 'from')}
            value={span.from}
            onChange={(e) => e.target.value && change(i, { from: e.target.value })}
          />
          <span aria-hidden="true">–</span>
          <input
            type="time"
            aria-label={words.to(name)}
            aria-invalid={wrong(i, 'to')}
            value={span.to}
            onChange={(e) => e.target.value && change(i, { to: e.target.value })}
          />
          {minutesOf(span.to) <= minutesOf(span.from) && span.to !== '00:00' && (
            <span className={styles.next}>{words.nextDay}</span>
          )}
          <IconButton
            icon="x"
            size="s"
            label={words.remove(name)}
            onClick={() => onChange(spans.filter((_, j) => j !== i))}
          />
        </span>
      ))}
      {say && (
        <p className={styles.clash} role="alert">
          {say}
        </p>
      )}
    </div>
  );
}

/** A first interval, or one that follows the last. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans.at(-1);
  if (!last) return { from: '09:00', to: '17:00' };
  const hour = Math.min(22, Number(last.to.slice(0, 2)) + 1);
  const two = (n: number) => String(n).padStart(2, '0');
  return { from: `${two(hour)}:00`, to: `${two(Math.min(23, hour + 1))}:00` };
}
