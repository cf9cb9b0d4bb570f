import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { type Board, useAlarms } from '../../data/board.ts';
import { useIsSupervisor } from '../../data/me.ts';
import { t } from '../../text/text.ts';
import { sayAlert } from '../../ui/toasts.ts';

type Alarm = Board['alarms'][number];

/** Two alarms are one while they are about the same thing, whatever their figures. */
const about = ({ kind, site, team }: Alarm) => [kind, site, team].join(' ');

/** Says it to supervisors, wherever they are, when something begins to need them. */
export function AlarmAlerts(): null {
  const alarms = useAlarms(useIsSupervisor());
  const navigate = useNavigate();
  const known = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    if (!alarms) return;
    const before = known.current;
    known.current = new Set(alarms.map(about));
    // What was there at sign-in stands on the rail already; late answers are said one by one.
    for (const alarm of alarms) {
      if (!before || before.has(about(alarm)) || alarm.kind === 'past_due') continue;
      sayAlert(alarm.say, {
        label: t('rail.board'),
        run: () => void navigate({ to: '/board' }),
      });
    }
  }, [alarms, navigate]);
  return null;
}
