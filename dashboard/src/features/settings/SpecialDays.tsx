import { useState } from 'react';
import { dateOf, wallOf } from '../../data/calendar.ts';
import type { Hours, SpecialDay } from '../../data/hours.ts';
import { type HoursProblem, problemWith } from '../../data/hoursProblems.ts';
import { type HoursWords, hoursWords } from '../../data/hoursWords.ts';
import { t } from '../../text/rooms.ts';
import { useNow } from '../../text/useNow.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { nextSpan, SpanFields } from '../../ui/SpanFields.tsx';
import hoursStyles from './Hours.module.css';
import styles from './Settings.module.css';

type Props = {
  hours: Hours;
  personal: boolean;
  problem: HoursProblem | undefined;
  onChange: (hours: Hours) => void;
};

/** The dates on which the week does not count: closed, or with hours of their own. */
export function SpecialDays({ hours, personal, problem, onChange }: Props) {
  const today = dateOf(wallOf(useNow('halfMinute'), hours.zone));
  // Only those that were over when the form was opened: a date that is being typed stays in sight.
  const [old] = useState(
    () => new Set(hours.special.map((d) => d.date).filter((date) => date < today)),
  );
  const set = (special: SpecialDay[]) => onChange({ ...hours, special });
  const lines = hours.special.map((day, i) => ({
    over: old.has(day.date),
    // What is wrong must be in sight.
    wrong: problemWith(i, problem) !== undefined,
    line: (
      <DayFields
        // biome-ignore lint/suspicious/noArrayIndexKey: the form keeps their order, and a date may be changed
        key={i}
        day={day}
        words={hoursWords(personal)}
        tried={problem !== undefined}
        twice={hours.special.some((o, j) => j !== i && o.date !== '' && o.date === day.date)}
        problem={problemWith(i, problem)}
        onChange={(next) => set(hours.special.map((d, j) => (i === j ? next : d)))}
        onRemove={() => set(hours.special.filter((_, j) => j !== i))}
      />
    ),
  }));
  const over = lines.filter((l) => l.over && !l.wrong);
  return (
    <fieldset className={styles.group}>
      <legend>{t('hours.special')}</legend>
      <p className={styles.quiet}>{t('hours.specialAbout')}</p>
      {over.length > 0 && (
        <details className={hoursStyles.over}>
          <summary>{t('hours.past', { n: over.length })}</summary>
          <ul className={hoursStyles.days}>{over.map((l) => l.line)}</ul>
          <Button size="s" onClick={() => set(hours.special.filter((d) => !old.has(d.date)))}>
            {t('hours.removePast')}
          </Button>
        </details>
      )}
      <ul className={hoursStyles.days}>
        {lines.filter((l) => !l.over || l.wrong).map((l) => l.line)}
      </ul>
      {hours.special.length === over.length && (
        <p className={styles.quiet}>{t('hours.noSpecial')}</p>
      )}
      <div>
        <Button
          size="s"
          icon="plus"
          onClick={() => set([...hours.special, { date: '', name: '', open: [] }])}
        >
          {t('hours.addDay')}
        </Button>
      </div>
    </fieldset>
  );
}

type DayProps = {
  day: SpecialDay;
  words: HoursWords;
  /** Somebody has tried to save it as it is. */
  tried: boolean;
  /** The date stands in another line, too. */
  twice: boolean;
  problem: ReturnType<typeof problemWith>;
  onChange: (day: SpecialDay) => void;
  onRemove: () => void;
};

function DayFields({ day, words, tried, twice, problem, onChange, onRemove }: DayProps) {
  const name = day.name || day.date || t('hours.aDay');
  const refused = problem && problem.part !== 'name' && !problem.span ? problem.say : undefined;
  const wrongDate = tried && day.date === '' ? t('hours.noDate') : refused;
  return (
    <li className={hoursStyles.day}>
      <div className={hoursStyles.what}>
        <TextField
          type="date"
          label={t('hours.date')}
          required
          value={day.date}
          error={twice ? t('hours.dateTwice') : wrongDate}
          onChange={(e) => onChange({ ...day, date: e.target.value })}
        />
        <TextField
          label={t('hours.dayName')}
          optional={t('state.optional')}
          placeholder={t('hours.dayNameHint')}
          maxLength={100}
          value={day.name}
          error={problem?.part === 'name' ? problem.say : undefined}
          onChange={(e) => onChange({ ...day, name: e.target.value })}
        />
        <IconButton icon="trash" label={t('hours.removeDay', { day: name })} onClick={onRemove} />
      </div>
      <div className={hoursStyles.open}>
        <SpanFields
          name={name}
          spans={day.open}
          words={words}
          problem={problem?.span}
          onChange={(open) => onChange({ ...day, open })}
        />
        <Button
          size="s"
          icon="plus"
          aria-label={words.addTo(name)}
          onClick={() => onChange({ ...day, open: [...day.open, nextSpan(day.open)] })}
        >
          {words.add}
        </Button>
      </div>
    </li>
  );
}
