import { usePanel } from './panel.ts';

/** Grey forms in the place of what comes; they appear after 300 ms only. */
export function Skeleton() {
  const { t } = usePanel();
  return (
    <div class="skeleton" role="status" aria-label={t('loading')}>
      <i />
      <i />
      <i />
    </div>
  );
}
