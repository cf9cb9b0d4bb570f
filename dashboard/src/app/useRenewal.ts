import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys } from '../data/keys.ts';
import { useKit } from '../data/kit.ts';

/** Keeps this browser reachable for whoever added it; fetched only where somebody has. */
export function useRenewal(): void {
  const kit = useKit();
  const cache = useQueryClient();
  useEffect(() => {
    if (kit.browser.keep.get('agent') === undefined) return;
    import('../data/renewal.ts')
      .then(({ renew }) => renew(kit))
      // What does not work now is tried at the next start, and the settings show how it stands.
      .catch(() => undefined)
      .finally(() => {
        void cache.invalidateQueries({ queryKey: keys.devices });
        void cache.invalidateQueries({ queryKey: keys.browser });
      });
  }, [kit, cache]);
}
