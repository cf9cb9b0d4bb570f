import { useNavigate } from '@tanstack/react-router';
import { type ListSort, listSorts } from '../../data/inboxRows.ts';
import { usePreferences } from '../../data/preferences.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/text.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Menu, MenuLine, MenuRadios } from '../../ui/Menu.tsx';
import styles from './InboxList.module.css';

type Props = { sort: ListSort; site: string | undefined; sites: readonly Site[] };

const allSites = 'all';

/** Order and filters, which live in the address so that they can be shared and come back. */
export function ListTools({ sort, site, sites }: Props) {
  const navigate = useNavigate();
  const [{ compact }, change] = usePreferences();
  const chosen = sites.find((s) => s.id === site);
  const filter = (id: string | undefined) =>
    void navigate({ to: '.', search: (now) => ({ ...now, site: id }) });
  return (
    <div className={styles.tools}>
      <Menu
        trigger={
          <Chip
            icon="sort"
            trail={<Icon name="down" size="s" />}
            aria-label={t('inbox.sortedBy', { sort: t(`sort.${sort}`) })}
          >
            {t(`sort.${sort}`)}
          </Chip>
        }
      >
        <MenuRadios<ListSort>
          label={t('inbox.sort')}
          value={sort}
          onChange={(next) =>
            void navigate({
              to: '.',
              search: (now) => ({ ...now, sort: next === 'line' ? undefined : next }),
            })
          }
          options={listSorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
        />
      </Menu>
      {chosen && (
        <Chip
          on
          trail={<Icon name="x" size="s" />}
          onClick={() => filter(undefined)}
          aria-label={t('inbox.removeSite', { site: chosen.name })}
        >
          {chosen.name}
        </Chip>
      )}
      <span className={styles.grow} />
      <Menu align="end" trigger={<IconButton icon="filter" label={t('inbox.filter')} size="s" />}>
        <MenuRadios
          label={t('inbox.site')}
          value={site ?? allSites}
          onChange={(id) => filter(id === allSites ? undefined : id)}
          options={[
            { value: allSites, label: t('inbox.allSites') },
            ...sites.map((s) => ({ value: s.id, label: s.name })),
          ]}
        />
        <MenuLine />
        <MenuRadios<'roomy' | 'compact'>
          label={t('inbox.density')}
          value={compact ? 'compact' : 'roomy'}
          onChange={(next) => change({ compact: next === 'compact' })}
          options={[
            { value: 'roomy', label: t('inbox.roomy') },
            { value: 'compact', label: t('inbox.compact') },
          ]}
        />
      </Menu>
    </div>
  );
}
