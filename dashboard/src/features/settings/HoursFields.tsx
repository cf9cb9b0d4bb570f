import { type Hours, timeZones } from '../../data/hours.ts';
import { meaning } from '../../data/hoursMeaning.ts';
import { type HoursProblem, isPlaced } from '../../data/hoursProblems.ts';
import { hoursWords } from '../../data/hoursWords.ts';
import { t } from '../../text/rooms.ts';
import { useNow } from '../../text/useNow.ts';
import { HoursEditor } from '../../ui/HoursEditor.tsx';
import { Notice } from '../../ui/states.tsx';
import { ByHandFields } from './ByHandFields.tsx';
import { SpecialDays } from './SpecialDays.tsx';

type Props = {
  hours: Hours;
  onChange: (hours: Hours) => void;
  /** What the server did not take. */
  problem?: HoursProblem | undefined;
  /** Working hours of a person are not opened and closed by hand: they set their status. */
  personal?: boolean;
};

/** A whole plan: the week, single dates, what was set by hand, and what all that means now. */
export function HoursFields({ hours, onChange, problem, personal = false }: Props) {
  return (
    <>
      {!personal && <Meaning hours={hours} />}
      <HoursEditor
        hours={hours}
        zones={timeZones(hours.zone)}
        words={hoursWords(personal)}
        problem={problem}
        onChange={onChange}
      />
      <SpecialDays hours={hours} personal={personal} problem={problem} onChange={onChange} />
      {!personal && <ByHandFields hours={hours} problem={problem} onChange={onChange} />}
      {problem && !isPlaced(hours, problem) && (personal || problem.say !== t('form.fix')) && (
        <Notice tone="bad">{problem.say}</Notice>
      )}
    </>
  );
}

function Meaning({ hours }: { hours: Hours }) {
  const now = useNow('halfMinute');
  const zone = hours.zone.replaceAll('_', ' ');
  return (
    <Notice>
      <b>{t('hours.means')}</b> {meaning(hours, now).join(' ')} {t('hours.inZone', { zone })}
    </Notice>
  );
}
