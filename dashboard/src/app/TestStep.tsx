import { useRef } from 'react';
import { useInboxState, useList } from '../data/inbox.ts';
import { lastAt } from '../data/inboxRows.ts';
import { publicSite } from '../data/publicSite.ts';
import { ConversationPane } from '../features/conversation/ConversationPane.tsx';
import type { ComposerHandle } from '../features/conversation/useComposer.ts';
import styles from '../features/setup/Setup.module.css';
import { StepFoot, StepHead } from '../features/setup/SetupFrame.tsx';
import type { StepProps } from '../features/setup/SiteSteps.tsx';
import { t } from '../text/setup.ts';
import { Button } from '../ui/Button.tsx';
import { ChatFrame } from '../ui/ChatFrame.tsx';
import { Empty } from '../ui/states.tsx';

/** Visitor and agent side by side: the real panel, and the real conversation as it arrives. */
export function TestStep({ site, onBack, onSkip, onDone }: StepProps) {
  const composer = useRef<ComposerHandle>(null);
  useList('all', 'newest', site.id);
  const rows = [...useInboxState().rows.values()].filter(
    (r) => r.site === site.id && r.state !== 'resolved',
  );
  const newest = rows.sort((a, b) => lastAt(b) - lastAt(a))[0];
  return (
    <>
      <StepHead title={t('setup.testTitle')} about={t('setup.testAbout')} />
      <div className={styles.try}>
        <div className={styles.box}>
          <h2>{t('setup.asVisitor')}</h2>
          <ChatFrame site={publicSite(site)} title={t('setup.asVisitor')} />
        </div>
        <div className={styles.box}>
          <h2>{t('setup.asAgent')}</h2>
          {newest ? (
            <ConversationPane
              id={newest.conversation}
              seq={undefined}
              composer={composer}
              onDone={() => undefined}
            />
          ) : (
            <Empty icon="chat" title={t('setup.testEmpty')} why={t('setup.testEmptyWhy')} />
          )}
        </div>
      </div>
      <StepFoot>
        <Button icon="back" onClick={onBack}>
          {t('state.back')}
        </Button>
        <span className={styles.grow} />
        <Button onClick={onSkip}>{t('setup.skip')}</Button>
        <Button tone="primary" onClick={onDone}>
          {t('setup.finish')}
        </Button>
      </StepFoot>
    </>
  );
}
