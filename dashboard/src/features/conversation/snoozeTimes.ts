// When a conversation may come back: the usual moments, in the agent's own zone.

export interface SnoozeTime {
  id: 'hour' | 'threeHours' | 'tomorrow' | 'nextWeek';
  at: Date;
}

const morning = 9;

export function snoozeTimes(now: Date): SnoozeTime[] {
  const plus = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  const atMorning = (days: number) => {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    day.setHours(morning, 0, 0, 0);
    return day;
  };
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const times: SnoozeTime[] = [
    { id: 'hour', at: plus(1) },
    { id: 'threeHours', at: plus(3) },
    { id: 'tomorrow', at: atMorning(1) },
  ];
  // On a Sunday tomorrow and next week are the same morning.
  return toMonday === 1 ? times : [...times, { id: 'nextWeek', at: atMorning(toMonday) }];
}

/** For an input of type datetime-local, in the agent's own zone. */
export function localInput(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
