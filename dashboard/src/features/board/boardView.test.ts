import { expect, it } from 'vitest';
import type { BoardAgent, BoardQueue } from '../../data/board.ts';
import { visitorName } from '../../data/visitor.ts';
import {
  boardVisitor,
  firstOf,
  inOrder,
  peopleOf,
  percent,
  places,
  placesOf,
  pressure,
} from './boardView.ts';

const agent = (
  id: string,
  shown: BoardAgent['presence']['shown'],
  why: BoardAgent['presence']['why'],
  load: number,
  teams: string[] = [],
): BoardAgent => ({
  agent: id,
  name: id,
  teams,
  missed_today: 0,
  conversations: [],
  presence: {
    agent: id,
    version: 1,
    at: '',
    status: 'available',
    reachable: true,
    load,
    capacity: 3,
    shown,
    why,
  },
});

it('counts the free places of those only who take work', () => {
  const people = [
    agent('ada', 'available', 'set', 1),
    agent('ben', 'busy', 'at_capacity', 3),
    agent('cleo', 'away', 'not_responding', 1),
    agent('dan', 'offline', 'gone', 0),
  ];
  expect(places(people, [])).toEqual({ free: 2, used: 4, all: 6 });
});

it('lets nobody have more than each of their teams allows', () => {
  const teams = [
    { id: 'free', limit: 0 },
    { id: 'two', limit: 2 },
    { id: 'one', limit: 1 },
    { id: 'many', limit: 9 },
  ];
  const people = [
    agent('ada', 'available', 'set', 1, ['free', 'two']),
    agent('ben', 'available', 'set', 2, ['one', 'two']),
    agent('cleo', 'available', 'set', 0, ['free', 'many']),
  ];
  expect(people.map((a) => placesOf(a, teams))).toEqual([2, 1, 3]);
  expect(places(people, teams)).toEqual({ free: 4, used: 3, all: 6 });
});

it('puts the line that waits longest first, and empty ones last by name', () => {
  const queue = (team: string, since?: string): BoardQueue => ({
    team,
    waiting: since ? 1 : 0,
    entries: [],
    ...(since ? { longest_since: since } : {}),
  });
  const queues = [
    queue('b'),
    queue('c', '2026-01-01T10:00:00Z'),
    queue('a'),
    queue('d', '2026-01-01T09:00:00Z'),
  ];
  expect(inOrder(queues, (q) => q.team ?? '').map((q) => q.team)).toEqual(['d', 'c', 'a', 'b']);
});

it('asks the people of the team, and everybody for the line of the site', () => {
  const people = [agent('ada', 'available', 'set', 0, ['x']), agent('ben', 'available', 'set', 0)];
  const line = { waiting: 0, entries: [] };
  expect(peopleOf({ ...line, team: 'x' }, people).map((a) => a.name)).toEqual(['ada']);
  expect(peopleOf(line, people)).toHaveLength(2);
});

it('is near in the last fifth of the target, and late after it', () => {
  const since = '2026-01-01T10:00:00Z';
  const after = (seconds: number) => Date.parse(since) + 1000 * seconds;
  expect([10, 50, 61].map((s) => pressure(since, 60, after(s)))).toEqual(['plain', 'near', 'late']);
});

it('gives a share of what there was, and none of nothing', () => {
  expect([percent(1, 2), percent(0, 3), percent(0, 0)]).toEqual(['50%', '0%', 'none']);
});

it('says how many more there are than places, within the places', () => {
  expect(firstOf(['a', 'b', 'c'], 3)).toEqual({ shown: ['a', 'b', 'c'], more: 0 });
  expect(firstOf(['a', 'b', 'c', 'd'], 3)).toEqual({ shown: ['a', 'b'], more: 2 });
});

it('calls a visitor without a name as the inbox does', () => {
  const id = 'hcew5sxp7abcd';
  expect(boardVisitor({ visitor_id: id })).toBe(visitorName({ id }));
  expect(boardVisitor({ visitor_id: id, visitor: 'Rosa Oliveira' })).toBe('Rosa Oliveira');
});
