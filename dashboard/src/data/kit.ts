import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Api } from './api.ts';
import type { Browser } from './browser.ts';
import type { Drafts } from './drafts.ts';
import type { Live } from './live.ts';
import type { Session } from './session.ts';

/** What signed-in screens work with. */
export interface Kit {
  api: Api;
  session: Session;
  live: Live;
  drafts: Drafts;
  browser: Browser;
}

export const KitContext = createContext<Kit | undefined>(undefined);

export function useKit(): Kit {
  const kit = useContext(KitContext);
  if (!kit) throw new Error('this screen needs somebody to be signed in');
  return kit;
}

/** How the one socket stands. */
export function useConnection() {
  const { connection } = useKit().live.store;
  return useSyncExternalStore(connection.subscribe, connection.get);
}
