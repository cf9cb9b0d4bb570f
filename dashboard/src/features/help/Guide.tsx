import { Dialog } from '@base-ui/react/dialog';
import { Link } from '@tanstack/react-router';
import { ActionButton } from '../../actions/ActionButton.tsx';
import { publicSite } from '../../data/publicSite.ts';
import { useSites } from '../../data/team.ts';
import { t } from '../../text/text.ts';
import { IconButton } from '../../ui/Button.tsx';
import { ChatFrame } from '../../ui/ChatFrame.tsx';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Guide.module.css';
import { guideSite } from './guideSite.ts';

/** Help about Baton, beside the work: the assistant of the documentation's own site, when there is one. */
export function Guide({ open, onClose }: { open: boolean; onClose: () => void }) {
  const site = guideSite(useSites().data ?? []);
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => !next && onClose()}
      modal={false}
      disablePointerDismissal
    >
      <Dialog.Portal>
        <Dialog.Popup className={styles.drawer}>
          <header className={styles.head}>
            <Dialog.Title className={styles.title}>{t('guide.title')}</Dialog.Title>
            <Dialog.Close render={<IconButton icon="x" label={t('state.close')} />} />
          </header>
          {site ? (
            <ChatFrame
              site={publicSite(site)}
              title={t('guide.frame', { site: site.name })}
              onClose={onClose}
            />
          ) : (
            <div className={styles.body}>
              <p>{t('guide.noSite')}</p>
              <ul className={styles.links}>
                <li>
                  <Icon name="keyboard" />
                  <ActionButton action="app.help" tone="quiet" />
                </li>
                <li>
                  <Icon name="code" />
                  <Link to="/settings/$area" params={{ area: 'sites' }} onClick={onClose}>
                    {t('guide.install')}
                  </Link>
                </li>
                <li>
                  <Icon name="book" />
                  <Link to="/knowledge" onClick={onClose}>
                    {t('guide.articles')}
                  </Link>
                </li>
              </ul>
            </div>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
