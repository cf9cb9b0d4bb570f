import { type RefObject, useEffect, useRef } from 'react';

/** Takes the focus to a box when what had it there has made way for something else. */
export function useKeptFocus<E extends HTMLElement>(stand: unknown): RefObject<E | null> {
  const box = useRef<E>(null);
  const before = useRef(stand);
  useEffect(() => {
    const changed = before.current !== undefined && before.current !== stand;
    before.current = stand;
    if (changed && document.activeElement === document.body)
      box.current?.focus({ preventScroll: true });
  }, [stand]);
  return box;
}
