import type { Socket, SocketEvents } from '@baton/shared/connection';

/** What reaches a server: the browser's own, or in development the mock's. */
export interface Ground {
  fetch: typeof fetch;
  socket?: (url: string, events: SocketEvents) => Socket;
}
