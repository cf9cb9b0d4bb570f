import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Drafts } from '../data/drafts.ts';
import { keys } from '../data/keys.ts';
import { type Kit, KitContext } from '../data/kit.ts';
import { Live } from '../data/live.ts';
import type { SessionGrant } from '../data/session.ts';
import { useEnv } from './env.ts';

/** The socket and what depends on it, for as long as one person is signed in. */
export function KitProvider({ grant, children }: { grant: SessionGrant; children: ReactNode }) {
  const kit = useNewKit(grant);
  return kit ? <KitContext value={kit}>{children}</KitContext> : null;
}

function useNewKit(grant: SessionGrant): Kit | undefined {
  const { api, session, browser, socket } = useEnv();
  const cache = useQueryClient();
  const [kit, setKit] = useState<Kit>();
  const me = grant.me.agent.id;
  useEffect(() => {
    const onSignedOut = () => {
      // A new token may still be had; only if not is the session over.
      session.refresh().then(
        (token) => (token === undefined ? session.leave('expired') : live.start()),
        () => undefined,
      );
    };
    const live = new Live({ api, cache, me, onSignedOut, ...(socket ? { socket } : {}) });
    live.start();
    setKit({ api, session, live, drafts: new Drafts(api), browser });
    return () => {
      live.stop();
      cache.clear();
      setKit(undefined);
    };
  }, [api, session, browser, socket, cache, me]);
  useEffect(() => {
    cache.setQueryData(keys.me, grant.me);
  }, [cache, grant]);
  return kit;
}
