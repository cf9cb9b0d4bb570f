import { momentOf, wallOf } from '../../data/calendar.ts';
import { type ByHand, endsTooSoon, type Hours } from '../../data/hours.ts';
import type { HoursProblem } from '../../data/hoursProblems.ts';
import { t } from '../../text/rooms.ts';
import { whenThere } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Notice } from '../../ui/states.tsx';
import styles from './Settings.module.css';

type Props = {
  hours: Hours;
  problem: HoursProblem | undefined;
  onChange: (hours: Hours) => void;
};

const quarter = 15 * 60_000;

/** Opening or closing for a while, whatever the week says. What is over is as good as none. */
export function ByHandFields({ hours, problem, onChange }: Props) {
  const now = useNow('halfMinute');
  const { byHand: hand, zone } = hours;
  const set = (byHand: ByHand | null) => onChange({ ...hours, byHand });
  const begin = (open: boolean) => {
    const from = Math.floor(Date.now() / 60_000) * 60_000;
    const until = Math.ceil(from / quarter) * quarter + 60 * 60_000;
    set({ open, from: new Date(from).toISOString(), until: new Date(until).toISOString() });
  };
  return (
    <fieldset className={styles.group}>
      <legend>{t('hours.byHand')}</legend>
      <p className={styles.quiet}>{t('hours.byHandAbout')}</p>
      {hand && (Date.parse(hand.until) > now || endsTooSoon(hand)) ? (
        <InForce hand={hand} zone={zone} now={now} problem={problem} onChange={set} />
      ) : (
        <div className={styles.buttons}>
          <Button tone="line" onClick={() => begin(false)}>
            {t('hours.closeNow')}
          </Button>
          <Button tone="line" onClick={() => begin(true)}>
            {t('hours.openNow')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

type InForceProps = {
  hand: ByHand;
  zone: string;
  now: number;
  problem: HoursProblem | undefined;
  onChange: (hand: ByHand | null) => void;
};

function InForce({ hand, zone, now, problem, onChange }: InForceProps) {
  const says = (part: 'from' | 'until') =>
    problem?.at === `hours.override.${part}` ? problem.say : undefined;
  const time = (part: 'from' | 'until') => ({
    type: 'datetime-local',
    value: new Date(wallOf(Date.parse(hand[part]), zone)).toISOString().slice(0, 16),
    onChange: (e: { target: { value: string } }) => {
      const wall = Date.parse(`${e.target.value}:00Z`);
      if (Number.isFinite(wall))
        onChange({ ...hand, [part]: new Date(momentOf(wall, zone)).toISOString() });
    },
  });
  const holds = Date.parse(hand.from) <= now;
  const key = hand.open ? 'hours.handOpen' : 'hours.handClosed';
  return (
    <>
      {!endsTooSoon(hand) && (
        <Notice tone="warn">
          {t(holds ? key : `${key}Later`, {
            from: whenThere(hand.from, now, zone),
            until: whenThere(hand.until, now, zone),
          })}
        </Notice>
      )}
      <div className={styles.buttons}>
        <Segments
          label={t('hours.byHandWhat')}
          value={hand.open ? 'open' : 'closed'}
          onChange={(next) => onChange({ ...hand, open: next === 'open' })}
          options={[
            { value: 'closed', label: t('hours.closed') },
            { value: 'open', label: t('hours.open') },
          ]}
        />
        <Button icon="x" onClick={() => onChange(null)}>
          {t('hours.byHandEnd')}
        </Button>
      </div>
      <div className={styles.pair}>
        <TextField label={t('hours.byHandFrom')} error={says('from')} {...time('from')} />
        <TextField
          label={t('hours.byHandUntil')}
          error={endsTooSoon(hand) ? t('hours.byHandBad') : says('until')}
          {...time('until')}
        />
      </div>
    </>
  );
}
