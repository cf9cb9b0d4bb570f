// One line above the composer: the connection, or what did not work.

import { Icon } from './Icon.tsx';
import { usePanel } from './panel.ts';

export function NoticeLine() {
  const { shell, state, t } = usePanel();
  const { notice } = state;
  if (!notice) return null;
  if (notice.is === 'offline') {
    return (
      <p class="notice" role="status">
        <Icon sign="off" />
        <span>{t('offline')}</span>
        <button type="button" class="quiet" onClick={() => shell.retry()}>
          {t('tryNow')}
        </button>
      </p>
    );
  }
  if (notice.is === 'back') {
    return (
      <p class="notice good" role="status">
        <Icon sign="check" />
        <span>{notice.sent > 0 ? t('backSent', { n: notice.sent }) : t('backOnline')}</span>
      </p>
    );
  }
  return (
    <p class="notice bad" role="alert">
      <Icon sign="alert" />
      <span>{notice.refusal?.say || t('trouble')}</span>
    </p>
  );
}
