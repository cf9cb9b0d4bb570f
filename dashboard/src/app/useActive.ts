import { useEffect } from 'react';
import { useKit } from '../data/kit.ts';

/** At most one sign of a present person in this time, in milliseconds. */
const once = 60_000;

/** Tells the server that somebody sits here, so that nobody is taken for idle while they work. */
export function useActive(): void {
  const { live } = useKit();
  useEffect(() => {
    let last = 0;
    const tell = () => {
      const now = Date.now();
      if (now - last < once || document.visibilityState !== 'visible') return;
      if (live.remark({ t: 'active' })) last = now;
    };
    const signs = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const sign of signs) addEventListener(sign, tell, { passive: true, capture: true });
    return () => {
      for (const sign of signs) removeEventListener(sign, tell, { capture: true });
    };
  }, [live]);
}
