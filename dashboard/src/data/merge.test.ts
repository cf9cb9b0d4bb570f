import { expect, it } from 'vitest';
import { changedBy, mergeFields, mergeList } from './merge.ts';

it.each([
  [1, 1, 1, 'nobody'],
  [1, 2, 2, 'nobody'],
  [1, 2, 1, 'mine'],
  [1, 1, 2, 'theirs'],
  [1, 2, 3, 'both'],
  [undefined, { a: 1, b: [2] }, { b: [2], a: 1 }, 'nobody'],
  [[1, 2], [1, 2], [2, 1], 'theirs'],
  [{ a: 1 }, undefined, { a: 2 }, 'both'],
] as const)('from %j to mine %j and theirs %j it is changed by %s', (base, mine, theirs, who) => {
  expect(changedBy(base, mine, theirs)).toBe(who);
});

it('loses no change of either, and gives me what both changed', () => {
  const base = { name: 'Billing', limit: 0, people: ['anna'], hours: null as null | string };
  const mine = { ...base, name: 'Money', hours: 'mine' };
  const theirs = { ...base, name: 'Invoices', people: ['anna', 'ben'] };
  expect(mergeFields(base, mine, theirs)).toEqual({
    name: 'Money',
    limit: 0,
    people: ['anna', 'ben'],
    hours: 'mine',
  });
});

const list = (words: string) =>
  words
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ id: word[0] ?? '', word }));

it.each([
  ['neither', 'a b c', 'a b c', 'a b c', 'a b c'],
  ['each changes another', 'a b c', 'a2 b c', 'a b c2', 'a2 b c2'],
  ['both change one', 'a b c', 'a b2 c', 'a b3 c', 'a b2 c'],
  ['each adds', 'a b', 'a x b', 'a b y', 'a x b y'],
  ['each adds at the front', 'a', 'x a', 'y a', 'x y a'],
  ['they remove', 'a b c', 'a2 b c', 'a c', 'a2 c'],
  ['I remove', 'a b c', 'a c', 'a b c2', 'a c2'],
  ['they remove what I changed', 'a b c', 'a b2 c', 'a c', 'a b2 c'],
  ['I remove what they changed', 'a b c', 'a c', 'a b2 c', 'a c'],
  ['they move', 'a b c', 'a2 b c', 'c a b', 'c a2 b'],
  ['I move, they add', 'a b c', 'c b a', 'a b x c', 'c b x a'],
  ['both move', 'a b c', 'c b a', 'b a c', 'c b a'],
  ['all is new', '', 'x', 'y', 'x y'],
])('%s: %s, mine %s, theirs %s', (_, base, mine, theirs, merged) => {
  const got = mergeList(list(base), list(mine), list(theirs), (x) => x.id);
  expect(got.map((x) => x.word).join(' ')).toBe(merged);
});
