import { useCachedConversation } from '../data/conversation.ts';
import { firstName } from '../data/visitor.ts';
import { ContextPane } from '../features/context/ContextPane.tsx';
import { CopilotPane, type Insert } from '../features/copilot/CopilotPane.tsx';
import { t } from '../text/text.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { TabPanel, Tabs } from '../ui/Tabs.tsx';
import styles from './InboxRoom.module.css';
import type { SideTab } from './useOverlay.ts';

type Props = {
  conversation: string;
  tab: SideTab;
  onTab: (tab: SideTab) => void;
  onClose: () => void;
  /** Begins a draft as soon as the copilot is there. */
  startDraft: boolean;
  onDraftStarted: () => void;
  onInsert: Insert;
};

export function SidePane({
  conversation,
  tab,
  onTab,
  onClose,
  startDraft,
  onDraftStarted,
  onInsert,
}: Props) {
  const state = useCachedConversation(conversation);
  return (
    <aside
      className={styles.side}
      aria-label={tab === 'context' ? t('side.context') : t('side.copilot')}
      data-pane="side"
    >
      <Tabs<SideTab>
        label={t('side.tabs')}
        value={tab}
        onChange={onTab}
        className={styles.sideTabs}
        tabs={[
          { value: 'context', label: t('side.context') },
          { value: 'copilot', label: t('side.copilot'), trail: <Icon name="copilot" size="s" /> },
        ]}
        end={<IconButton icon="x" size="s" label={t('side.close')} onClick={onClose} />}
      >
        <TabPanel value="context" className={styles.sidePanel}>
          <ContextPane key={conversation} conversation={conversation} />
        </TabPanel>
        <TabPanel value="copilot" className={styles.sidePanel}>
          <CopilotPane
            conversation={conversation}
            visitor={state ? firstName(state.visitor) : t('visitor.short')}
            startDraft={startDraft}
            onDraftStarted={onDraftStarted}
            onInsert={onInsert}
          />
        </TabPanel>
      </Tabs>
    </aside>
  );
}
