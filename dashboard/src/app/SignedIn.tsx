import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Drafts } from '../data/drafts.ts';
import { asApiError } from '../data/errors.ts';
import { type Kit, KitContext } from '../data/kit.ts';
import { keys } from '../data/keys.ts';
import { Live } from '../data/live.ts';
import type { SessionGrant } from '../data/session.ts';
import { SignIn } from '../features/auth/SignIn.tsx';
import { t } from '../text/text.ts';
import { Failed, useLate } from '../ui/states.tsx';
import styles from './Frame.module.css';
import { Frame } from './Frame.tsx';
import { useEnv } from './env.ts';

/** Lets in who is signed in, and asks the others. The address stays, so that they arrive where they meant to. */
export function SignedIn() {
  const { session, api } = useEnv();
  const state = useSyncExternalStore(session.subscribe, session.state);
  if (state.at === 'unknown') return <Starting />;
  if (state.at === 'out') return <SignIn api={api} session={session} why={state.why} />;
  return <Inside key={state.grant.me.agent.id} grant={state.grant} />;
}

/** Asks whether the cookie of an earlier visit still works. */
function Starting() {
  const { session } = useEnv();
  const [error, setError] = useState<Error>();
  const [tries, setTries] = useState(0);
  const late = useLate(300);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try asks again
  useEffect(() => {
    setError(undefined);
    session.refresh().catch((e: unknown) => setError(asApiError(e)));
  }, [session, tries]);
  return (
    <main className={styles.starting}>
      {error ? (
        <Failed what={t('app.noServer')} say={error.message} retry={t('state.retry')} onRetry={() => setTries((n) => n + 1)} />
      ) : (
        late && <p role="status">{t('app.starting')}</p>
      )}
    </main>
  );
}

function Inside({ grant }: { grant: SessionGrant }) {
  const kit = useNewKit(grant);
  if (!kit) return null;
  return (
    <KitContext value={kit}>
      <Frame>
        <Outlet />
      </Frame>
    </KitContext>
  );
}

/** The socket and what depends on it, for as long as this person is signed in. */
function useNewKit(grant: SessionGrant): Kit | undefined {
  const { api, session, socket } = useEnv();
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
    setKit({ api, session, live, drafts: new Drafts(api) });
    return () => {
      live.stop();
      cache.clear();
      setKit(undefined);
    };
  }, [api, session, socket, cache, me]);
  useEffect(() => {
    cache.setQueryData(keys.me, grant.me);
  }, [cache, grant]);
  return kit;
}
