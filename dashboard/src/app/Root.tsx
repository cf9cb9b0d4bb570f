import { Outlet } from '@tanstack/react-router';
import { t } from '../text/text.ts';
import { Toasts } from '../ui/toasts.tsx';
import { useRememberedTheme } from './theme.ts';

export function Root() {
  useRememberedTheme();
  return (
    <>
      <Outlet />
      <Toasts label={t('app.notifications')} />
    </>
  );
}
