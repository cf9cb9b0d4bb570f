import { type Day, days, type Hours, type Span, spansClash } from '../data/hours.ts';
import type { HoursWords } from '../data/hoursWords.ts';
import { Button, IconButton } from './Button.tsx';
import { SelectField } from './fields.tsx';
import styles from './HoursEditor.module.css';

type Props = {
  hours: Hours;
  zones: readonly string[];
  words: HoursWords;
  onChange: (hours: Hours) => void;
};

/** The week, a line for each day, several intervals a day if need be. */
export function HoursEditor({ hours, zones, words, onChange }: Props) {
  const set = (day: Day, spans: Span[]) =>
    onChange({ ...hours, week: { ...hours.week, [day]: spans } });
  return (
    <div className={styles.editor}>
      <SelectField
        label={words.zone}
        help={words.zoneHelp}
        value={hours.zone}
        onChange={(e) => onChange({ ...hours, zone: e.target.value })}
      >
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
          </option>
        ))}
      </SelectField>
      <ul className={styles.week}>
        {days.map((day, i) => (
          <DayLine
            key={day}
            name={words.day(day)}
            spans={hours.week[day]}
            before={i > 0 ? hours.week[days[i - 1] ?? 'monday'] : undefined}
            words={words}
            onChange={(spans) => set(day, spans)}
          />
        ))}
      </ul>
    </div>
  );
}

type DayProps = {
  name: string;
  spans: readonly Span[];
  /** The hours of the day before, to be taken over. */
  before: readonly Span[] | undefined;
  words: HoursWords;
  onChange: (spans: Span[]) => void;
};

function DayLine({ name, spans, before, words, onChange }: DayProps) {
  const clash = spansClash(spans);
  const change = (i: number, part: Partial<Span>) =>
    onChange(spans.map((s, j) => (i === j ? { ...s, ...part } : s)));
  return (
    <li className={styles.day}>
      <span className={styles.name}>{name}</span>
      <div className={styles.spans}>
        {spans.length === 0 && <span className={styles.closed}>{words.closed}</span>}
        {spans.map((span, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: intervals have no other identity
          <span key={i} className={styles.span}>
            <input
              type="time"
              aria-label={words.from(name)}
              aria-invalid={clash || undefined}
              value={span.from}
              onChange={(e) => e.target.value && change(i, { from: e.target.value })}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              aria-label={words.to(name)}
              aria-invalid={clash || undefined}
              value={span.to}
              onChange={(e) => e.target.value && change(i, { to: e.target.value })}
            />
            <IconButton
              icon="x"
              size="s"
              label={words.remove(name)}
              onClick={() => onChange(spans.filter((_, j) => j !== i))}
            />
          </span>
        ))}
        {clash && (
          <p className={styles.clash} role="alert">
            {words.clash}
          </p>
        )}
      </div>
      <span className={styles.acts}>
        <Button
          size="s"
          icon="plus"
          aria-label={words.addTo(name)}
          onClick={() => onChange([...spans, next(spans)])}
        >
          {words.add}
        </Button>
        {before && before.length > 0 && spans.length === 0 && (
          <Button size="s" onClick={() => onChange(before.map((s) => ({ ...s })))}>
            {words.copy}
          </Button>
        )}
      </span>
    </li>
  );
}

/** A first interval, or one that follows the last. */
function next(spans: readonly Span[]): Span {
  const last = spans.at(-1);
  if (!last) return { from: '09:00', to: '17:00' };
  const hour = Math.min(22, Number(last.to.slice(0, 2)) + 1);
  const two = (n: number) => String(n).padStart(2, '0');
  return { from: `${two(hour)}:00`, to: `${two(Math.min(23, hour + 1))}:00` };
}
