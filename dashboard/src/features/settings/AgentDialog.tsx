import { lazy, Suspense, useState } from 'react';
import type { Agent } from '../../data/presence.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { sayDone } from '../../ui/toasts.ts';
import styles from './Settings.module.css';

const AgentForm = lazy(() => import('./AgentForm.tsx').then((m) => ({ default: m.AgentForm })));

/** Adds a colleague, or changes one. */
export function AgentDialog({ agent, onClose }: { agent: Agent | undefined; onClose: () => void }) {
  const [secret, setSecret] = useState<{ name: string; password: string }>();
  return (
    <Dialog
      open
      onClose={onClose}
      width="m"
      title={
        secret
          ? t('team.secretTitle', { name: secret.name })
          : agent
            ? t('team.editTitle', { name: agent.name })
            : t('team.addTitle')
      }
    >
      {secret ? (
        <Secret password={secret.password} onClose={onClose} />
      ) : (
        <Suspense fallback={null}>
          <AgentForm
            agent={agent}
            onClose={onClose}
            onSecret={(name, password) => setSecret({ name, password })}
          />
        </Suspense>
      )}
    </Dialog>
  );
}

function Secret({ password, onClose }: { password: string; onClose: () => void }) {
  return (
    <>
      <p className={styles.quiet}>{t('team.secretAbout')}</p>
      <code className={styles.secret}>{password}</code>
      <DialogActions>
        <Button
          tone="line"
          icon="copy"
          onClick={() =>
            void navigator.clipboard
              .writeText(password)
              .then(() => sayDone(t('state.copied'), 'copy'))
          }
        >
          {t('state.copy')}
        </Button>
        <Button tone="primary" onClick={onClose}>
          {t('team.secretDone')}
        </Button>
      </DialogActions>
    </>
  );
}
