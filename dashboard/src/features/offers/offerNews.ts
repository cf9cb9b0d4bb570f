// What became of offers, told by comparing what was offered with what is now. Nothing here knows of React.

import type { InboxRow } from '../../data/inboxRows.ts';
import { visitorName } from '../../data/visitor.ts';

/** An offer that is no more: somebody else has it, or its time ran out here. */
export type Ended = { id: string; conversation: string; visitor: string } & (
  | { how: 'taken'; by: string }
  | { how: 'missed' }
);

/** Clocks differ a little; an offer that vanishes so shortly before its end has run out. */
const slack = 2000;

/**
 * What is to be said of the offers that were there before and are not now. `answered` are those that
 * were accepted or declined here, of which nothing is said.
 */
export function endedOffers(
  before: readonly InboxRow[],
  now: readonly InboxRow[],
  rows: ReadonlyMap<string, InboxRow>,
  answered: ReadonlySet<string>,
  me: string,
  time: number,
): Ended[] {
  const open = new Set(now.map((row) => row.offer?.id));
  return before.flatMap((was): Ended[] => {
    const { offer } = was;
    if (!offer || open.has(offer.id) || answered.has(offer.id)) return [];
    const ended = {
      id: offer.id,
      conversation: was.conversation,
      visitor: visitorName(was.visitor),
    };
    const row = rows.get(was.conversation);
    const other =
      row?.owner.kind === 'agent' && row.owner.id !== me && row.owner.id !== was.owner.id
        ? row.agent?.name
        : undefined;
    if (other) return [{ ...ended, how: 'taken', by: other }];
    return time > Date.parse(offer.expires_at) - slack ? [{ ...ended, how: 'missed' }] : [];
  });
}

/** So many are said at once. */
const mostEnded = 3;

/** What is still to be said: of the misses the newest, and that only until its conversation is offered again. */
export function stillSaid(
  all: readonly Ended[],
  news: readonly Ended[],
  offers: readonly InboxRow[],
): Ended[] {
  const again = new Set(offers.map((row) => row.conversation));
  const said = [...all, ...news].filter((e) => e.how === 'taken' || !again.has(e.conversation));
  const newest = said.findLast((e) => e.how === 'missed');
  return said.filter((e) => e.how === 'taken' || e === newest).slice(-mostEnded);
}
