import { type ReactNode, useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';
import styles from './states.module.css';

type EmptyProps = {
  icon: IconName;
  title: ReactNode;
  /** One sentence that says why. */
  why?: ReactNode;
  /** At most one thing to do. */
  action?: ReactNode;
};

/** Nothing to show: why, and one thing to do. */
export function Empty({ icon, title, why, action }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <Icon name={icon} size="xl" />
      <p className={styles.title}>{title}</p>
      {why && <p>{why}</p>}
      {action}
    </div>
  );
}

type FailedProps = {
  /** What did not work, such as "Past conversations did not load". */
  what: string;
  say: string;
  requestId?: string | undefined;
  retry: string;
  onRetry?: (() => void) | undefined;
  compact?: boolean;
};

/** Something failed here; the rest of the screen goes on working. */
export function Failed({ what, say, requestId, retry, onRetry, compact = false }: FailedProps) {
  return (
    <div className={styles.empty} data-compact={compact || undefined} role="alert">
      {!compact && <Icon name="alarm" size="xl" />}
      <p className={styles.title}>{what}</p>
      <p>
        {say}
        {requestId && <code className={styles.request}>{requestId}</code>}
      </p>
      {onRetry && (
        <Button tone="line" size={compact ? 's' : 'm'} icon="refresh" onClick={onRetry}>
          {retry}
        </Button>
      )}
    </div>
  );
}

/** Grey shapes in the final geometry, from 300 ms on: anything quicker would only flicker. */
export function Skeleton({ label, children }: { label: string; children: ReactNode }) {
  const late = useLate(300);
  return (
    <div
      role="status"
      aria-label={label}
      aria-busy="true"
      data-late={late || undefined}
      className={styles.skeleton}
    >
      {late && children}
    </div>
  );
}

export function Bone({
  width,
  shape = 'line',
}: {
  width?: 's' | 'm' | 'l' | 'xl';
  shape?: 'line' | 'disc' | 'block';
}) {
  return <span className={styles.bone} data-width={width} data-shape={shape} />;
}

/** True once a while has passed since the component appeared. */
export function useLate(ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const id = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(id);
  }, [ms]);
  return late;
}

/** A tinted line with a sign: a warning, or something to know. */
export function Notice(props: {
  tone?: 'info' | 'warn' | 'bad' | 'good';
  children: ReactNode;
  action?: ReactNode;
  alert?: boolean;
}) {
  const { tone = 'info', children, action, alert = false } = props;
  const icon: IconName = tone === 'info' ? 'info' : tone === 'good' ? 'check' : 'alarm';
  return (
    <div className={styles.notice} data-tone={tone} role={alert ? 'alert' : undefined}>
      <Icon name={icon} />
      <div className={styles.noticeText}>{children}</div>
      {action}
    </div>
  );
}
