import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useEnv } from './env.ts';

/** Goes where a pressed notification points, and lets nothing be pushed here for who has signed out. */
export function useWorker(): void {
  const { browser, session } = useEnv();
  const { history } = useRouter();
  useEffect(() => browser.onOpen((path) => history.push(path)), [browser, history]);
  useEffect(
    () =>
      session.subscribe(() => {
        const state = session.state();
        // The server forgets the device with the session; a push on its way must not show either.
        if (state.at === 'out' && state.why === 'asked')
          browser.unsubscribe().catch(() => undefined);
      }),
    [browser, session],
  );
}
