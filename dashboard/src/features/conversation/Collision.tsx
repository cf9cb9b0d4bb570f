import type { Glimpse } from '../../data/glimpse.ts';
import { useMyId } from '../../data/me.ts';
import { useAgents } from '../../data/team.ts';
import { rich } from '../../text/text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Dots } from '../../ui/marks.tsx';
import styles from './Collision.module.css';

/** Which colleague writes or looks, right above where one writes oneself. */
export function Collision({ glimpse }: { glimpse: Glimpse }) {
  const me = useMyId();
  const agents = useAgents().data ?? [];
  const writing = glimpse.typing.find((x) => x.by.kind === 'agent' && x.by.id !== me);
  const writer = agents.find((a) => a.id === writing?.by.id);
  const viewers = agents.filter((a) => a.id !== me && glimpse.viewing?.includes(a.id));
  const [first] = viewers;
  if (writing && writer) {
    return (
      <p className={styles.line} role="status">
        <Avatar id={writer.id} name={writer.name} picture={writer.picture} size="xs" />
        <span>
          {rich(writing.note ? 'collision.note' : 'collision.reply', {
            name: <bdi>{writer.name}</bdi>,
          })}
        </span>
        <Dots />
      </p>
    );
  }
  if (!first) return null;
  return (
    <p className={styles.line} role="status">
      <Avatar id={first.id} name={first.name} picture={first.picture} size="xs" />
      <span>
        {viewers.length === 1
          ? rich('collision.views', { name: <bdi>{first.name}</bdi> })
          : rich('collision.viewMany', {
              name: <bdi>{first.name}</bdi>,
              more: String(viewers.length - 1),
            })}
      </span>
    </p>
  );
}
