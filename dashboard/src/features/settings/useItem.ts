import { useNavigate, useSearch } from '@tanstack/react-router';
import type { AreaId } from './areas.ts';

/** Which thing of a page is open, as the address has it; "new" for one that is to be. */
export function useItem(
  area: AreaId,
): [string | undefined, (item: string | undefined, saved?: boolean) => void] {
  const { item } = useSearch({ strict: false });
  const navigate = useNavigate();
  const open = (next: string | undefined, saved = false) =>
    void navigate({
      to: '/settings/$area',
      params: { area },
      search: next ? { item: next } : {},
      // What was saved a moment ago needs no question, although the form has not yet heard of it.
      ignoreBlocker: saved,
    });
  return [item, open];
}
