import type { ReactNode } from 'react';
import { asApiError } from '../../data/errors.ts';
import { t } from '../../text/rooms.ts';
import { Failed, Skeleton } from '../../ui/states.tsx';
import styles from './Settings.module.css';

type UnloadedProps = {
  /** What did not work, such as "The teams did not load". */
  what: string;
  /** Why the data did not come. Without one, it is still on its way. */
  error: Error | null;
  refetch: () => Promise<unknown>;
  /** Bones in the shape of the fields to come. */
  children: ReactNode;
};

/** A page of settings whose data is not there. */
export function Unloaded({ what, error, refetch, children }: UnloadedProps) {
  if (error) {
    return (
      <Failed
        what={what}
        say={error.message}
        requestId={asApiError(error).requestId}
        retry={t('state.retry')}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <Skeleton label={t('state.loading')}>
      <div className={styles.fields}>{children}</div>
    </Skeleton>
  );
}
