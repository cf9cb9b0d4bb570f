import { Toast } from '@base-ui/react/toast';
import { useEffect } from 'react';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import styles from './Toasts.module.css';
import { listenToasts, type Said } from './toasts.ts';

/** Shows what is said: at most three at a time, the newest below. */
export function Toasts({ label }: { label: string }) {
  return (
    <Toast.Provider limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport} aria-label={label}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts, add, close } = Toast.useToastManager<Said>();
  useEffect(
    () =>
      listenToasts(
        (said) =>
          void add({
            title: said.text,
            timeout: said.stays,
            priority: said.urgent ? 'high' : 'low',
            data: said,
          }),
      ),
    [add],
  );
  return toasts.map((toast) => {
    const { icon, action } = toast.data ?? {};
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        className={styles.toast}
        swipeDirection={['down', 'right']}
      >
        {icon && <Icon name={icon} />}
        <Toast.Title className={styles.title} />
        {action && (
          <Button
            tone="inverse"
            size="s"
            onClick={() => {
              action.run();
              close(toast.id);
            }}
          >
            {action.label}
          </Button>
        )}
      </Toast.Root>
    );
  });
}
