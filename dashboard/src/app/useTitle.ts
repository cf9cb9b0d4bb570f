import { useEffect } from 'react';
import { useCounts } from '../data/inbox.ts';
import { t } from '../text/text.ts';

/** The tab's title counts where it is our turn: "(2) Baton". */
export function useTitle(): void {
  const ours = useCounts(undefined)?.mine_to_answer ?? 0;
  useEffect(() => {
    document.title = ours > 0 ? t('app.titleCount', { n: ours }) : t('app.title');
  }, [ours]);
}
