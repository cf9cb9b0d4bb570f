import { type Day, days, type Hours, type Span } from '../data/hours.ts';
import { type HoursProblem, problemOn, type SpanProblem } from '../data/hoursProblems.ts';
import type { HoursWords } from '../data/hoursWords.ts';
import { Button } from './Button.tsx';
import { SelectField } from './fields.tsx';
import styles from './HoursEditor.module.css';
import { nextSpan, SpanFields } from './SpanFields.tsx';

type Props = {
  hours: Hours;
  zones: readonly string[];
  words: HoursWords;
  /** What the server did not take. */
  problem?: HoursProblem | undefined;
  onChange: (hours: Hours) => void;
};

/** The week, a line for each day, several intervals a day if need be. */
export function HoursEditor({ hours, zones, words, problem, onChange }: Props) {
  const set = (day: Day, spans: Span[]) =>
    onChange({ ...hours, week: { ...hours.week, [day]: spans } });
  return (
    <div className={styles.editor}>
      <SelectField
        label={words.zone}
        help={words.zoneHelp}
        error={problem?.at === 'hours.zone' ? problem.say : undefined}
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
            problem={problemOn(day, hours, problem)}
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
  problem: SpanProblem | undefined;
  onChange: (spans: Span[]) => void;
};

function DayLine({ name, spans, before, words, problem, onChange }: DayProps) {
  return (
    <li className={styles.day}>
      <span className={styles.name}>{name}</span>
      <SpanFields name={name} spans={spans} words={words} problem={problem} onChange={onChange} />
      <span className={styles.acts}>
        <Button
          size="s"
          icon="plus"
          aria-label={words.addTo(name)}
          onClick={() => onChange([...spans, nextSpan(spans)])}
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
