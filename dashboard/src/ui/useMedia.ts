import { useCallback, useSyncExternalStore } from 'react';

export const phone = '(max-width: 599px)';
export const onePane = '(max-width: 899px)';
export const noSide = '(max-width: 1199px)';

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
