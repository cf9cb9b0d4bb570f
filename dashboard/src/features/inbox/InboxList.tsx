import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ActionButton } from '../../actions/ActionButton.tsx';
import { useHandler } from '../../actions/useActions.ts';
import { useGlimpses } from '../../data/conversation.ts';
import { asApiError } from '../../data/errors.ts';
import { useCounts, useList } from '../../data/inbox.ts';
import type { InboxRow, ListName, ListSort } from '../../data/inboxRows.ts';
import { useMyId } from '../../data/me.ts';
import { usePreferences } from '../../data/preferences.ts';
import { useAgents, useSites } from '../../data/team.ts';
import { useReplyDrafts } from '../../data/useDraft.ts';
import { t } from '../../text/text.ts';
import { useNow } from '../../text/useNow.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Bone, Failed, Skeleton } from '../../ui/states.tsx';
import { phone, useMedia } from '../../ui/useMedia.ts';
import { EmptyList } from './EmptyList.tsx';
import { GroupHead } from './GroupHead.tsx';
import styles from './InboxList.module.css';
import { type Group, type ListItem, listItems, rowsOf } from './items.ts';
import { ListTabs } from './ListTabs.tsx';
import { ListTools } from './ListTools.tsx';
import { Row } from './Row.tsx';
import { useHeld, useSettled } from './useSettled.ts';
import { VirtualRows } from './VirtualRows.tsx';

type Props = {
  list: ListName;
  sort: ListSort;
  site: string | undefined;
  /** The conversation that is open. */
  selected: string | undefined;
};

export function InboxList({ list, sort, site, selected }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  const [{ compact, queueFolded }, change] = usePreferences();
  const held = useHeld(scroller);
  const { groups, main, fresh, adopt } = useGroups(list, sort, site, held, queueFolded);
  const items = listItems(groups, list);
  const rows = rowsOf(items);
  const sites = useSites().data ?? [];
  const drawn = useRowParts(rows, selected, focused ?? selected, compact);
  const isPhone = useMedia(phone);
  useRowKeys(rows, selected);
  const render = (item: ListItem) =>
    item.kind === 'group' ? (
      <GroupHead
        id={item.id}
        count={item.count}
        folded={item.folded}
        onFold={(fold) => change({ queueFolded: fold })}
      />
    ) : (
      <Row {...drawn(item.row)} onFocus={setFocused} />
    );
  return (
    <>
      <ListTabs list={list} counts={useCounts(site)} />
      <ListTools sort={sort} site={site} sites={sites} />
      <div ref={scroller} className={styles.scroll} data-pane-scroll="">
        {fresh > 0 && (
          <div className={styles.fresh}>
            <Chip
              on
              icon="up"
              onClick={() => {
                adopt();
                scroller.current?.scrollTo({ top: 0 });
              }}
            >
              {t('inbox.fresh', { n: fresh })}
            </Chip>
          </div>
        )}
        {main.loading ? (
          <RowSkeletons />
        ) : main.error && rows.length === 0 ? (
          <Failed
            what={t('inbox.failed')}
            say={main.error.message}
            requestId={asApiError(main.error).requestId}
            retry={t('state.retry')}
            onRetry={main.retry}
          />
        ) : (
          <>
            <VirtualRows
              label={t(`list.${list}`)}
              items={items}
              scroller={scroller}
              rowHeight={isPhone ? (compact ? 56 : 76) : compact ? 48 : 72}
              groupHeight={isPhone ? 44 : 28}
              focused={focused}
              onEnd={() => main.hasMore && !main.loadingMore && main.more()}
              render={render}
            />
            {(list === 'mine' ? main.rows.length === 0 : rows.length === 0) && (
              <EmptyList list={list} filtered={site !== undefined} />
            )}
          </>
        )}
      </div>
    </>
  );
}

/** The lists that stand together in this one, each holding still while somebody points at it. */
function useGroups(
  list: ListName,
  sort: ListSort,
  site: string | undefined,
  held: boolean,
  folded: boolean,
) {
  const main = useList(list, sort, site);
  const queue = useList('queue', 'line', site);
  const assistant = useList('assistant', 'newest', site);
  const counts = useCounts(site);
  const wanted =
    list === 'mine' ? [...queue.rows, ...main.rows, ...assistant.rows] : [...main.rows];
  const settled = useSettled(wanted, held, `${list} ${sort} ${site ?? ''}`);
  const part = (of: readonly InboxRow[]) => {
    const ids = new Set(of.map((r) => r.conversation));
    return settled.rows.filter((r) => ids.has(r.conversation));
  };
  const groups: Group[] =
    list === 'mine'
      ? [
          {
            id: 'queue',
            rows: part(queue.rows),
            count: counts?.queue ?? queue.rows.length,
            folded,
          },
          { id: 'mine', rows: part(main.rows), count: counts?.mine ?? main.rows.length },
          {
            id: 'assistant',
            rows: part(assistant.rows),
            count: counts?.assistant ?? assistant.rows.length,
          },
        ]
      : [{ id: 'mine', rows: settled.rows, count: settled.rows.length }];
  return { groups, main, fresh: settled.fresh, adopt: settled.adopt };
}

/** Everything that a row needs besides its own data, looked up once for all rows. */
function useRowParts(
  rows: readonly InboxRow[],
  selected: string | undefined,
  reachable: string | undefined,
  compact: boolean,
) {
  const me = useMyId();
  const now = useNow('second');
  const glimpses = useGlimpses();
  const draftOf = useReplyDrafts();
  const agents = useAgents().data ?? [];
  const sites = useSites().data ?? [];
  const first = rows.some((r) => r.conversation === reachable) ? reachable : rows[0]?.conversation;
  return (row: InboxRow) => {
    const id = row.conversation;
    const glimpse = glimpses.get(id);
    const viewers = agents.filter((a) => a.id !== me && glimpse?.viewing?.includes(a.id));
    const draft = id === selected ? '' : draftOf(id).trim();
    const siteLocale = sites.find((s) => s.id === row.site)?.locale;
    return {
      row,
      me,
      now,
      glimpse,
      draft,
      viewers,
      siteLocale,
      compact,
      selected: id === selected,
      reachable: id === first,
    };
  };
}

/** j and k, and the arrows while a row has the focus: open the one above or below. */
function useRowKeys(rows: readonly InboxRow[], selected: string | undefined): void {
  const navigate = useNavigate();
  const step = (by: number) => {
    const at = rows.findIndex((r) => r.conversation === selected);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (!next) return;
    void navigate({
      to: '/inbox/$conversation',
      params: { conversation: next.conversation },
      search: true,
    });
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-row="${CSS.escape(next.conversation)}"]`)?.focus(),
    );
  };
  useHandler('list.next', () => step(1));
  useHandler('list.previous', () => step(-1));
}

function RowSkeletons() {
  return (
    <Skeleton label={t('state.loading')}>
      {(['m', 's', 'l', 'm', 's', 'm'] as const).map((width, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shapes never move
        <div key={i} className={styles.bones}>
          <Bone shape="disc" />
          <div>
            <Bone width={width} />
            <Bone width="xl" />
          </div>
        </div>
      ))}
    </Skeleton>
  );
}

/** Shown where a conversation would stand, while none is chosen. */
export function NothingChosen() {
  return (
    <div className={styles.nothing}>
      <Icon name="chat" size="xl" />
      <p>{t('inbox.chooseOne')}</p>
      <ActionButton action="queue.claimNext" tone="primary" showKeys />
      <HelpHint />
    </div>
  );
}

function HelpHint() {
  return (
    <p className={styles.hint}>
      <ActionButton action="app.help" tone="quiet" size="s" icon="keyboard" showKeys />
    </p>
  );
}
