import { Link, useNavigate } from '@tanstack/react-router';
import { useHandler } from '../../actions/useActions.ts';
import { type ListCounts, type ListName, listNames } from '../../data/inboxRows.ts';
import { t } from '../../text/text.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Menu, MenuRadios } from '../../ui/Menu.tsx';
import { Badge } from '../../ui/marks.tsx';
import styles from './InboxList.module.css';

type Props = { list: ListName; counts: ListCounts | undefined };

const front = ['mine', 'queue', 'assistant'] as const satisfies readonly ListName[];

/** Three lists in a line; the others behind the arrow, of which the chosen one takes the last place. */
export function ListTabs({ list, counts }: Props) {
  const navigate = useNavigate();
  const go = (next: ListName) =>
    void navigate({ to: '.', search: (now) => ({ ...now, list: inAddress(next) }) });
  const step = (by: number) =>
    go(listNames[(listNames.indexOf(list) + by + listNames.length) % listNames.length] ?? 'mine');
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
  const shown: readonly ListName[] = fronted ? front : [...front.slice(0, 2), list];
  const rest = listNames.filter((name) => !shown.includes(name));
  return (
    <nav className={styles.tabs} aria-label={t('inbox.lists')}>
      {shown.map((name) => (
        <Link
          key={name}
          to="."
          search={(now) => ({ ...now, list: inAddress(name) })}
          className={styles.tab}
          activeOptions={{ exact: true }}
          aria-current={name === list ? 'true' : undefined}
        >
          {t(`list.${name}`)} <Count name={name} counts={counts} />
        </Link>
      ))}
      <span className={styles.grow} />
      <Menu align="end" trigger={<IconButton icon="down" label={t('inbox.moreLists')} size="s" />}>
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
    </nav>
  );
}

/** Mine is where the inbox begins, so its address needs no word. */
function inAddress(list: ListName): ListName | undefined {
  return list === 'mine' ? undefined : list;
}

/** Mine counts those where it is our turn; the others count all. */
function Count({ name, counts }: { name: ListName; counts: ListCounts | undefined }) {
  if (!counts || name === 'resolved') return null;
  const n = name === 'mine' ? counts.mine_to_answer : counts[name];
  if (n === 0) return null;
  return <Badge tone={name === 'mine' ? 'loud' : 'quiet'}>{n > 99 ? '99+' : n}</Badge>;
}
