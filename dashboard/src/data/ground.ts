import type { Socket, SocketEvents } from '@baton/shared/connection';
import type { Keep } from '@baton/shared/keep';
import type { Browser } from './browser.ts';

/** What reaches a server, and what push needs: the browser's own, or in development the mock's. */
export interface Ground {
  fetch: typeof fetch;
  browser: Browser;
  keep?: Keep;
  socket?: (url: string, events: SocketEvents) => Socket;
}
