import { AlertDialog as BaseAlert } from '@base-ui/react/alert-dialog';
import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { Button, type Tone } from './Button.tsx';
import styles from './Dialog.module.css';

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title. */
  about?: ReactNode;
  width?: 's' | 'm' | 'l';
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

export function Dialog({
  open,
  onClose,
  title,
  about,
  width = 's',
  initialFocus,
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            className={styles.dialog}
            data-width={width}
            {...(initialFocus ? { initialFocus } : {})}
          >
            <Base.Title className={styles.title}>{title}</Base.Title>
            {about && <Base.Description className={styles.about}>{about}</Base.Description>}
            {children}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

type ConfirmProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  about: ReactNode;
  /** What the person keeps by pressing the safe button. */
  keep: string;
  confirm: string;
  tone?: Tone;
  busy?: boolean;
  onConfirm: () => void;
};

/** Asks before what cannot be undone. The safe way has the focus. */
export function Confirm(props: ConfirmProps) {
  const {
    open,
    onClose,
    title,
    about,
    keep,
    confirm,
    tone = 'danger',
    busy = false,
    onConfirm,
  } = props;
  return (
    <BaseAlert.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <BaseAlert.Portal>
        <BaseAlert.Backdrop className={styles.backdrop} />
        <BaseAlert.Viewport className={styles.viewport}>
          <BaseAlert.Popup className={styles.dialog} data-width="s">
            <BaseAlert.Title className={styles.title}>{title}</BaseAlert.Title>
            <BaseAlert.Description className={styles.about}>{about}</BaseAlert.Description>
            <div className={styles.actions}>
              <BaseAlert.Close render={<Button tone="line">{keep}</Button>} />
              <Button tone={tone} busy={busy} onClick={onConfirm}>
                {confirm}
              </Button>
            </div>
          </BaseAlert.Popup>
        </BaseAlert.Viewport>
      </BaseAlert.Portal>
    </BaseAlert.Root>
  );
}
