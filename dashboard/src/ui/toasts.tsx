import { Toast } from '@base-ui/react/toast';
import { Button } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';
import styles from './toasts.module.css';

type Extra = { icon?: IconName; undo?: () => void; undoLabel?: string };

const manager = Toast.createToastManager<Extra>();

/** How long something can be taken back, in milliseconds. */
export const undoFor = 8000;

/** Says that something was done, with a way back for eight seconds. */
export function sayDone(
  text: string,
  icon: IconName,
  undo?: { label: string; run: () => void },
): void {
  manager.add({
    title: text,
    timeout: undoFor,
    data: { icon, ...(undo ? { undo: undo.run, undoLabel: undo.label } : {}) },
  });
}

/** Says that something did not work; stays long enough to be read. */
export function sayFailed(text: string, more?: { label: string; run: () => void }): void {
  manager.add({
    title: text,
    timeout: 10_000,
    priority: 'high',
    data: { icon: 'alarm', ...(more ? { undo: more.run, undoLabel: more.label } : {}) },
  });
}

export function Toasts({ label }: { label: string }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport} aria-label={label}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts, close } = Toast.useToastManager<Extra>();
  return toasts.map((toast) => {
    const { icon, undo, undoLabel } = toast.data ?? {};
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        className={styles.toast}
        swipeDirection={['down', 'right']}
      >
        {icon && <Icon name={icon} />}
        <Toast.Title className={styles.title} />
        {undo && (
          <Button
            tone="inverse"
            size="s"
            onClick={() => {
              undo();
              close(toast.id);
            }}
          >
            {undoLabel}
          </Button>
        )}
      </Toast.Root>
    );
  });
}
