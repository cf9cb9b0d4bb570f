import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { type ActionGroup, actionIds, actionTable } from '../../actions/table.ts';
import { actionLabel, useActions } from '../../actions/useActions.ts';
import { t } from '../../text/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { Keys } from '../../ui/Keys.tsx';
import styles from './ShortcutHelp.module.css';

const groups: readonly ActionGroup[] = [
  'anywhere',
  'list',
  'conversation',
  'composer',
  'offer',
  'panes',
];

/** All keys, as they work for this person. */
export function ShortcutHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const actions = useActions();
  const close = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      width="l"
      initialFocus={close}
      title={t('keys.title')}
      about={actions.settings.single ? t('keys.about') : t('keys.aboutOff')}
    >
      <section
        className={styles.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard
        tabIndex={0}
        aria-label={t('keys.title')}
      >
        <div className={styles.columns}>
          {groups.map((group) => {
            const rows = actionIds.filter(
              (id) => actionTable[id].group === group && actions.keys(id) !== undefined,
            );
            if (rows.length === 0) return null;
            return (
              <section key={group} className={styles.group}>
                <h3>{t(`actions.${group}`)}</h3>
                <dl>
                  {rows.map((id) => (
                    <div key={id}>
                      <dt>{actionLabel(id)}</dt>
                      <dd>
                        <Keys chord={actions.keys(id) ?? ''} always />
                        <span className={styles.spoken}>{actions.keys(id)}</span>
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            );
          })}
        </div>
      </section>
      <DialogActions>
        <Link
          to="/settings/$area"
          params={{ area: 'keyboard' }}
          onClick={onClose}
          className={styles.link}
        >
          {t('keys.change')}
        </Link>
        <Button ref={close} tone="primary" onClick={onClose}>
          {t('state.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
