import type { ServerFrame } from '@baton/shared/frames';
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

export function isStatus(x: string | undefined): x is Status {
  return statuses.some((s) => s === x);
}

/** What the socket says of a colleague, as a change of what REST said. */
export function presenceFrame(
  frame: Extract<ServerFrame, { t: 'presence' }>,
): Partial<Presence> & { agent: string } {
  return {
    agent: frame.agent,
    ...(isStatus(frame.status) ? { status: frame.status } : {}),
    ...(isStatus(frame.shown) ? { shown: frame.shown } : {}),
    ...(frame.load === undefined ? {} : { load: frame.load }),
    ...(frame.capacity === undefined ? {} : { capacity: frame.capacity }),
  };
}

/** Puts a presence where agents are kept. */
export function withPresence(
  cache: QueryClient,
  change: Partial<Presence> & { agent: string },
  me: string,
): void {
  cache.setQueryData<Agent[]>(keys.agents, (agents) =>
    agents?.map((a) =>
      a.id === change.agent ? { ...a, presence: { ...a.presence, ...change } } : a,
    ),
  );
  if (change.agent !== me) return;
  cache.setQueryData<Me>(
    keys.me,
    (mine) =>
      mine && {
        ...mine,
        agent: { ...mine.agent, presence: { ...mine.agent.presence, ...change } },
      },
  );
}
