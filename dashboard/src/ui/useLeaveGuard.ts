import { useBlocker } from '@tanstack/react-router';

/** Asks before a page with unsaved changes is left, inside the dashboard and by closing the tab. */
export function useLeaveGuard(dirty: boolean): {
  asking: boolean;
  stay: () => void;
  leave: () => void;
} {
  const blocker = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return {
    asking: blocker.status === 'blocked',
    stay: () => blocker.reset?.(),
    leave: () => blocker.proceed?.(),
  };
}
