import type { Socket, SocketEvents } from '@baton/shared/connection';
import { createContext, useContext } from 'react';
import { type Api, createApi } from '../data/api.ts';
import type { Browser } from '../data/browser.ts';
import type { Ground } from '../data/ground.ts';
import { Session } from '../data/session.ts';

/** What the page stands on. The mock of development puts its own in here. */
export interface Env {
  api: Api;
  session: Session;
  browser: Browser;
  socket?: (url: string, events: SocketEvents) => Socket;
}

export function createEnv(ground: Ground): Env {
  const session = new Session(ground.fetch, ground.keep);
  return {
    api: createApi(session, ground.fetch),
    session,
    browser: ground.browser,
    ...(ground.socket ? { socket: ground.socket } : {}),
  };
}

export const EnvContext = createContext<Env | undefined>(undefined);

export function useEnv(): Env {
  const env = useContext(EnvContext);
  if (!env) throw new Error('the page has no ground');
  return env;
}
