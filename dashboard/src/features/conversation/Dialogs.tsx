import type { Conversation } from '@baton/shared/facts.gen';
import { t } from '../../text/text.ts';
import { Confirm } from '../../ui/Dialog.tsx';
import { SnoozeDialog } from './SnoozeDialog.tsx';
import { TransferDialog } from './TransferDialog.tsx';
import type { ConversationActions } from './useConversationActions.ts';

/** What asks before something is done with a conversation. Loaded when it is first needed. */
export function Dialogs({
  conversation: c,
  visitor,
  actions,
}: {
  conversation: Conversation;
  visitor: string;
  actions: ConversationActions;
}) {
  const owner = c.agent?.name ?? t('party.colleague');
  return (
    <>
      <TransferDialog
        open={actions.transferring}
        onClose={() => actions.setTransferring(false)}
        visitor={visitor}
        site={c.site}
        owner={c.owner.id}
        busy={actions.busy}
        onTransfer={actions.transfer}
      />
      <SnoozeDialog
        open={actions.snoozing}
        onClose={() => actions.setSnoozing(false)}
        onSnooze={actions.snooze}
      />
      <Confirm
        open={actions.confirmTakeover}
        onClose={actions.closeTakeover}
        title={t('takeover.title', { name: owner })}
        about={t('takeover.about', { name: owner })}
        keep={t('takeover.keep')}
        confirm={t('conversation.takeOver')}
        tone="primary"
        busy={actions.busy}
        onConfirm={actions.takeOver}
      />
    </>
  );
}
