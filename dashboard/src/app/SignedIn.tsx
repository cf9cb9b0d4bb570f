import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { asApiError } from '../data/errors.ts';
import { t } from '../text/text.ts';
import { Failed, useLate } from '../ui/states.tsx';
import { useEnv } from './env.ts';
import styles from './Frame.module.css';
import { Frame } from './Frame.tsx';
import { KitProvider } from './KitProvider.tsx';

const SignIn = lazy(() =>
  import('../features/auth/SignIn.tsx').then((m) => ({ default: m.SignIn })),
);

/** Lets in who is signed in, and asks the others. The address stays, so that they arrive where they meant to. */
export function SignedIn() {
  const { session, api } = useEnv();
  const state = useSyncExternalStore(session.subscribe, session.state);
  if (state.at === 'unknown') return <Starting />;
  if (state.at === 'out') {
    return (
      <Suspense fallback={null}>
        <SignIn api={api} session={session} why={state.why} />
      </Suspense>
    );
  }
  return (
    <KitProvider key={state.grant.me.agent.id} grant={state.grant}>
      <Frame>
        <Outlet />
      </Frame>
    </KitProvider>
  );
}

/** Asks whether the cookie of an earlier visit still works. */
export function Starting() {
  const { session } = useEnv();
  const [error, setError] = useState<Error>();
  const [tries, setTries] = useState(0);
  const late = useLate(300);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try asks again
  useEffect(() => {
    setError(undefined);
    session.resume().catch((e: unknown) => setError(asApiError(e)));
  }, [session, tries]);
  return (
    <main className={styles.starting}>
      {error ? (
        <Failed
          what={t('app.noServer')}
          say={error.message}
          retry={t('state.retry')}
          onRetry={() => setTries((n) => n + 1)}
        />
      ) : (
        late && <p role="status">{t('app.starting')}</p>
      )}
    </main>
  );
}
