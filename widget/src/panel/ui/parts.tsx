// The parts that are loaded when they are needed, and what stands in for them until then.

import type { ComponentChild, ComponentType } from 'preact';
import { withTime } from '../moment.ts';
import type { Row } from '../rows.ts';
import { loadMore } from '../texts/text.ts';
import { type Lazy, lazy } from './lazy.tsx';
import { useMore } from './panel.ts';

/** A part that comes with the rest of the texts. */
function part<P extends object>(
  fetch: () => Promise<ComponentType<P>>,
  standIn?: (props: P) => ComponentChild,
): Lazy<P> {
  return lazy(async () => (await Promise.all([fetch(), loadMore()]))[0], standIn);
}

type JoinedRow = { row: Extract<Row, { is: 'joined' }> };

function JoinedLine({ row }: JoinedRow) {
  const { t } = useMore();
  return <li class="event">{withTime(t('joined', { name: row.who.name }), row.at, t)}</li>;
}

export const ChatScreen = part(async () => (await import('./ChatScreen.tsx')).ChatScreen);
export const Strip = part(
  async () => (await import('../parts/Strip.tsx')).Strip,
  () => <div class="strip" />,
);
export const Joined = part(
  async () => (await import('../parts/Strip.tsx')).Joined,
  (props: JoinedRow) => <JoinedLine {...props} />,
);
export const ContactCard = part(async () => (await import('../parts/Strip.tsx')).ContactCard);
export const PromiseCard = part(async () => (await import('../parts/Strip.tsx')).PromiseCard);
export const Rating = part(async () => (await import('../parts/Rating.tsx')).Rating);
export const Help = part(async () => (await import('../parts/Help.tsx')).Help);
export const Menu = part(async () => (await import('../parts/Menu.tsx')).Menu);
