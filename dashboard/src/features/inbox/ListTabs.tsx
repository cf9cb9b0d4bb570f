import { useNavigate } from '@tanstack/react-router';
import { useHandler } from '../../actions/useActions.ts';
import { type ListCounts, type ListName, listNames } from '../../data/inboxRows.ts';
import { t } from '../../text/text.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Menu, MenuRadios } from '../../ui/Menu.tsx';
import { Badge } from '../../ui/marks.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import styles from './InboxList.module.css';

type Props = { list: ListName; counts: ListCounts | undefined };

const front = ['mine', 'queue', 'assistant'] as const satisfies readonly ListName[];

/** Three lists as tabs; the others behind the arrow, of which the chosen one takes the last place. */
export function ListTabs({ list, counts }: Props) {
  const navigate = useNavigate();
  const go = (next: ListName) =>
    void navigate({ to: '.', search: (now) => ({ ...now, list: next === 'mine' ? undefined : next }) });
  const step = (by: number) => go(listNames[(listNames.indexOf(list) + by + listNames.length) % listNames.length] ?? 'mine');
  useHandler('list.mine', () => go('mine'));
  useHandler('list.queue', () => go('queue'));
  useHandler('list.assistant', () => go('assistant'));
  useHandler('list.follow_up', () => go('follow_up'));
  useHandler('list.snoozed', () => go('snoozed'));
  useHandler('list.all', () => go('all'));
  useHandler('list.resolved', () => go('resolved'));
  useHandler('list.left', () => step(-1));
  useHandler('list.right', () => step(1));
  const fronted = front.some((name) => name === list);
  const tabs = fronted ? front : ([...front.slice(0, 2), list] as const);
  const rest = listNames.filter((name) => !tabs.includes(name));
  return (
    <Tabs<ListName>
      label={t('inbox.lists')}
      value={list}
      onChange={go}
      tabs={tabs.map((name) => ({ value: name, label: t(`list.${name}`), trail: <Count name={name} counts={counts} /> }))}
      end={
        <Menu
          align="end"
          trigger={<IconButton icon="down" label={t('inbox.moreLists')} size="s" />}
        >
          <MenuRadios<ListName>
            label={t('inbox.moreLists')}
            value={list}
            onChange={go}
            options={rest.map((name) => ({
              value: name,
              label: (
                <span className={styles.option}>
                  {t(`list.${name}`)} <Count name={name} counts={counts} />
                </span>
              ),
            }))}
          />
        </Menu>
      }
    />
  );
}

/** Mine counts those where it is our turn; the others count all. */
function Count({ name, counts }: { name: ListName; counts: ListCounts | undefined }) {
  if (!counts || name === 'resolved') return null;
  const n = name === 'mine' ? counts.mine_to_answer : counts[name];
  if (n === 0) return null;
  return <Badge tone={name === 'mine' ? 'loud' : 'quiet'}>{n > 99 ? '99+' : n}</Badge>;
}
