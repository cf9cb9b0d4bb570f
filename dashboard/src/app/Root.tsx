import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { t } from '../text/text.ts';
import { useRememberedTheme } from './theme.ts';
import { useWorker } from './useWorker.ts';

const Toasts = lazy(() => import('../ui/Toasts.tsx').then((m) => ({ default: m.Toasts })));

export function Root() {
  useRememberedTheme();
  useWorker();
  return (
    <>
      <Outlet />
      <Suspense fallback={null}>
        <Toasts label={t('app.notifications')} />
      </Suspense>
    </>
  );
}
