import type { QueryClient } from '@tanstack/react-query';
import type { Schema } from './api.ts';
import { keys } from './keys.ts';
import type { Me } from './session.ts';

export type Status = Schema['Status'];
export type Presence = Schema['Presence'];
export type Agent = Schema['Agent'];

export const statuses = [
  'available',
  'busy',
  'away',
  'offline',
] as const satisfies readonly Status[];

const reasons = [
  'set',
  'shift_over',
  'disabled',
  'gone',
  'not_responding',
  'idle',
  'at_capacity',
  'on_phone',
] as const satisfies readonly Presence['why'][];

function isStatus(x: unknown): x is Status {
  return statuses.some((s) => s === x);
}

/** A change of an agent's presence; what it does not name stays. */
export type PresenceChange = Partial<Presence> & { agent: string };

/** Reads what the socket says of an agent: the members of REST's Presence, as far as they make sense. */
export function parsePresence(x: object): PresenceChange | undefined {
  const p: Partial<Record<keyof Presence, unknown>> = x;
  if (typeof p.agent !== 'string') return undefined;
  const why = reasons.find((r) => r === p.why);
  return {
    agent: p.agent,
    ...(isStatus(p.status) ? { status: p.status } : {}),
    ...(isStatus(p.shown) ? { shown: p.shown } : {}),
    ...(why ? { why } : {}),
    ...(typeof p.reachable === 'boolean' ? { reachable: p.reachable } : {}),
    ...(typeof p.load === 'number' ? { load: p.load } : {}),
    ...(typeof p.capacity === 'number' ? { capacity: p.capacity } : {}),
    ...(typeof p.version === 'number' ? { version: p.version } : {}),
    ...(typeof p.at === 'string' ? { at: p.at } : {}),
    ...(typeof p.since === 'string' ? { since: p.since } : {}),
    ...(typeof p.until === 'string' ? { until: p.until } : {}),
    ...(typeof p.own === 'string' ? { own: p.own } : {}),
    ...(typeof p.shift_ends_at === 'string' ? { shift_ends_at: p.shift_ends_at } : {}),
  };
}

/** The presence after a change, unless the change is the older of the two. */
export function newer(known: Presence, change: PresenceChange): Presence {
  const version = change.version ?? known.version;
  if (version < known.version) return known;
  if (version === known.version && change.at !== undefined && change.at < known.at) return known;
  const { until: _end, own: _own, shift_ends_at: _shift, ...rest } = known;
  // Whoever names a status says its ends and what it is called too; absent means that it has none.
  return { ...(change.status === undefined ? known : rest), ...change };
}

/** Puts a presence where agents are kept. */
export function withPresence(cache: QueryClient, change: PresenceChange, me: string): void {
  cache.setQueryData<Agent[]>(keys.agents, (agents) =>
    agents?.map((a) => (a.id === change.agent ? { ...a, presence: newer(a.presence, change) } : a)),
  );
  if (change.agent !== me) return;
  cache.setQueryData<Me>(
    keys.me,
    (mine) =>
      mine && { ...mine, agent: { ...mine.agent, presence: newer(mine.agent.presence, change) } },
  );
}
