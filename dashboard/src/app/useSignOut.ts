import { useQueryClient } from '@tanstack/react-query';
import { useKit } from '../data/kit.ts';

/** Ends the session here and on the server, whatever the server says. */
export function useSignOut(): () => void {
  const { api, session, live, drafts } = useKit();
  const cache = useQueryClient();
  return () => {
    drafts.flush();
    void api
      .POST('/auth/sign-out')
      .catch(() => undefined)
      .finally(() => {
        live.stop();
        cache.clear();
        session.leave('asked');
      });
  };
}
