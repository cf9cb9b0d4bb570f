import { t } from '../../text/rooms.ts';
import { LazyConfirm } from '../../ui/LazyConfirm.tsx';
import { useLeaveGuard } from '../../ui/useLeaveGuard.ts';

/** Asks before unsaved changes are left behind. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const guard = useLeaveGuard(dirty);
  return (
    <LazyConfirm
      open={guard.asking}
      onClose={guard.stay}
      title={t('form.leaveTitle')}
      about={t('form.leaveAbout')}
      keep={t('form.stay')}
      confirm={t('form.leave')}
      onConfirm={guard.leave}
    />
  );
}
