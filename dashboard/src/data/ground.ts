import type { Socket, SocketEvents } from '@baton/shared/connection';
import type { Keep } from '@baton/shared/keep';

/** What reaches a server: the browser's own, or in development the mock's. */
export interface Ground {
  fetch: typeof fetch;
  keep?: Keep;
  socket?: (url: string, events: SocketEvents) => Socket;
}
