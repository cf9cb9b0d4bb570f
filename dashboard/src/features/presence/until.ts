export interface UntilTime {
  id: 'quarter' | 'hour' | 'tomorrow';
  at: Date;
}

/** Until when somebody is usually away: a coffee, lunch, the next morning. At most a day ahead. */
export function untilTimes(now: Date): UntilTime[] {
  const plus = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  const times: UntilTime[] = [
    { id: 'quarter', at: plus(15) },
    { id: 'hour', at: plus(60) },
  ];
  const day = 24 * 3_600_000;
  return tomorrow.getTime() - now.getTime() <= day
    ? [...times, { id: 'tomorrow', at: tomorrow }]
    : times;
}
