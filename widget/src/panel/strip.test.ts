import { append, emptyTranscript } from '@baton/shared/transcript';
import { beforeAll, expect, it } from 'vitest';
import { anna } from '../demo/faces.ts';
import { Life } from '../demo/life.ts';
import { initialState, type PanelState } from './state.ts';
import { stripOf } from './strip.ts';
import { loadMore, loadTexts, type TMore } from './texts/text.ts';

const now = new Date(2026, 10, 17, 10, 25).getTime();
const made = { made_at: new Date(now).toISOString() };
const range = (low: number, high: number, place: number) => ({
  kind: 'range' as const,
  low_seconds: low * 60,
  high_seconds: high * 60,
  place,
  ...made,
});
const asked = () => new Life(now).asks('Can I talk to someone?');

let t: TMore;

beforeAll(async () => {
  t = (await loadTexts(['en-GB'])) as unknown as TMore;
  await loadMore();
});

function after(life: Life, more: Partial<PanelState> = {}): ReturnType<typeof stripOf> {
  const { view, seen } = life.snapshot();
  const transcript = append(emptyTranscript(), life.entries);
  return stripOf(
    { ...initialState, chat: { view, seen, transcript, hasEarlier: false }, ...more },
    now,
    t,
  );
}

it('says first that the chat is passed on, and only then a place', () => {
  const told = asked()
    .requested(range(2, 5, 3))
    .queued();
  expect(after(told)).toMatchObject({ at: 0.14, title: 'Passing your chat on', choice: 'never' });
  const delivered = after(told.delivered());
  expect(delivered.title).toBe('You’re 3rd in line');
  expect(delivered.lines).toEqual(['Usually 2–5 minutes.', 'Keep chatting while you wait.']);
});

it('shows the place as it is now, once it has heard of it', () => {
  const life = asked()
    .requested(range(2, 5, 3))
    .queued()
    .delivered();
  const moved = after(life, { place: 2 });
  expect(moved.title).toBe('You’re 2nd in line');
  expect(moved.lines).toEqual(['Usually 2–5 minutes.', 'Keep chatting while you wait.']);
  expect(moved.at).toBeGreaterThan(after(life).at);
  expect(after(life, { place: 5 }).title).toBe('You’re 5th in line');
});

it('moves the baton one step for each place, to 78 % when next', () => {
  const life = asked()
    .requested(range(2, 5, 3))
    .queued()
    .delivered();
  const steps = [after(life).at];
  steps.push(after(life.promised(range(1, 2, 2))).at);
  steps.push(after(life.promised(range(1, 2, 1))).at);
  expect(steps.map((s) => Math.round(s * 100))).toEqual([35, 57, 78]);
});

it('never moves it back when somebody else goes first', () => {
  const life = asked()
    .requested(range(2, 5, 2))
    .queued()
    .delivered()
    .promised(range(5, 10, 3));
  expect(after(life).at).toBeGreaterThan(0.14);
});

it('promises a moment only while somebody is being asked', () => {
  const life = asked()
    .requested(range(1, 2, 1))
    .queued()
    .delivered()
    .offered();
  expect(after(life)).toMatchObject({
    title: 'You’re next in line',
    lines: ['One moment, please.'],
  });
  expect(after(life.lapsed().queued()).lines).toEqual(['Still looking, usually 1–2 minutes.']);
});

it('does not let a wait grow without a word', () => {
  const life = asked()
    .requested(range(2, 5, 2))
    .queued()
    .delivered()
    .promised(range(5, 10, 2));
  expect(after(life).lines).toEqual([
    'It takes longer than I said, about 5–10 minutes now. Sorry.',
  ]);
  expect(after(life.promised(range(2, 5, 1))).lines[0]).toBe('Usually 2–5 minutes.');
});

it('offers an answer at a stated time instead of a long wait, until that is put aside', () => {
  const by = new Date(2026, 10, 17, 15, 30).toISOString();
  const long = { kind: 'range' as const, low_seconds: 1200, by, place: 4, ...made };
  const life = asked()
    .requested(range(5, 10, 4))
    .queued()
    .delivered()
    .promised(long);
  expect(after(life)).toMatchObject({ title: 'Answer by 15:30 instead?', choice: 'later' });
  const waits = after(life, { aside: new Set(['wait-handoff-demo']) });
  expect(waits).toMatchObject({ title: 'You’re 4th in line', choice: 'never' });
});

it('shows who takes the baton before the card does', () => {
  const life = asked()
    .requested(range(1, 2, 1))
    .queued()
    .delivered()
    .offered()
    .joined(anna);
  expect(after(life, { arriving: anna })).toEqual({
    at: 1,
    title: 'Anna is here',
    lines: ['Anna sees your whole chat.'],
    choice: 'none',
  });
});
