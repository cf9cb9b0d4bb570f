import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { type ActionGroup, type ActionId, actionIds, actionTable } from '../../actions/table.ts';
import { actionLabel, useActions } from '../../actions/useActions.ts';
import { t } from '../../text/text.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import styles from './Palette.module.css';

interface Entry {
  value: ActionId;
  label: string;
  keys: string | undefined;
}

interface Section {
  value: ActionGroup;
  items: Entry[];
}

const order: readonly ActionGroup[] = ['offer', 'conversation', 'composer', 'list', 'anywhere'];

/** Everything that can be done on this screen, by its name. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Viewport className={styles.viewport}>
          <Dialog.Popup className={styles.popup} aria-label={t('palette.title')}>
            <Choices onClose={onClose} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Choices({ onClose }: { onClose: () => void }) {
  const actions = useActions();
  const sections: Section[] = order.map((group) => ({
    value: group,
    items: actionIds
      .filter(
        (id) =>
          actionTable[id].group === group &&
          !('hidden' in actionTable[id]) &&
          actions.stand(id).at === 'ready',
      )
      .map((id) => ({ value: id, label: actionLabel(id), keys: actions.keys(id) })),
  }));
  const run = (id: ActionId) => {
    onClose();
    // The page below gets its focus back first, so that what opens next may take it.
    requestAnimationFrame(() => requestAnimationFrame(() => actions.run(id)));
  };
  return (
    <Autocomplete.Root<Section>
      open
      inline
      items={sections.filter((s) => s.items.length > 0)}
      autoHighlight="always"
      keepHighlight
    >
      <div className={styles.field}>
        <Icon name="search" />
        <Autocomplete.Input
          className={styles.input}
          aria-label={t('palette.label')}
          placeholder={t('palette.placeholder')}
        />
        <Dialog.Close className={styles.close} aria-label={t('state.close')}>
          <Icon name="x" />
        </Dialog.Close>
      </div>
      <Autocomplete.Empty className={styles.none}>{t('palette.nothing')}</Autocomplete.Empty>
      <Autocomplete.List className={styles.scroll}>
        {(section: Section) => (
          <Autocomplete.Group key={section.value} items={section.items}>
            <Autocomplete.GroupLabel className={styles.label}>
              {t(`actions.${section.value}`)}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(entry: Entry) => (
                <Autocomplete.Item
                  key={entry.value}
                  value={entry}
                  className={styles.item}
                  onClick={() => run(entry.value)}
                >
                  <span className={styles.words}>{entry.label}</span>
                  {entry.keys && <Keys chord={entry.keys} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
