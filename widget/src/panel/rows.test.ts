import { append, emptyTranscript } from '@baton/shared/transcript';
import { beforeAll, describe, expect, it } from 'vitest';
import { anna, ben } from '../demo/faces.ts';
import { Life } from '../demo/life.ts';
import { type Row, rowsOf } from './rows.ts';
import { initialState, type PanelState } from './state.ts';
import { loadMore, loadTexts, type TMore } from './texts/text.ts';

const start = new Date(2026, 10, 17, 10, 0).getTime();
const promise = {
  kind: 'range' as const,
  low_seconds: 120,
  high_seconds: 300,
  place: 1,
  made_at: new Date(start).toISOString(),
};
let t: TMore;

beforeAll(async () => {
  t = (await loadTexts(['en-GB'])) as unknown as TMore;
  await loadMore();
});

function draw(life: Life, more: Partial<PanelState> = {}, team = 0): Row[] {
  const { view } = life.snapshot();
  const transcript = append(emptyTranscript(), life.entries);
  const chat = { view, transcript, hasEarlier: false, seen: { visitor: 99, team } };
  return rowsOf({ ...initialState, link: { at: 'live' }, chat, ...more }, t);
}

/** A list as one reads it: each row in a few words. */
const read = (rows: Row[]): string[] =>
  rows.map((row) => {
    switch (row.is) {
      case 'mine':
        return `me: ${row.bubbles.map((b) => b.text).join(' / ')} [${row.meta.is}]`;
      case 'assistant':
        return `assistant: ${row.messages.map((m) => m.text).join(' / ')}`;
      case 'agent':
        return `${row.who.name}: ${row.messages.map((m) => m.text).join(' / ')}`;
      case 'event':
        return `(${row.text})`;
      case 'joined':
        return `joined ${row.who.name}${row.from ? ` from ${row.from.name}` : ''}${row.replied ? ', answered' : ''}`;
      default:
        return row.is;
    }
  });

const letter = (text: string, state: PanelState['letters'][number]['state']) => ({
  client_id: `letter-${text}`,
  conversation: 'conversation-demo',
  text,
  written: start + 60_000,
  state,
});

describe('runs', () => {
  it('join what one author writes within two minutes, and begin anew after that', () => {
    const life = new Life(start)
      .asks('a')
      .asks('b')
      .wait(3)
      .asks('c')
      .answers('d')
      .answers('e')
      .asks('f');
    expect(read(draw(life))).toEqual([
      'day',
      'me: a / b [sent]',
      'me: c [sent]',
      'assistant: d / e',
      'me: f [sent]',
    ]);
  });

  it('are parted by days', () => {
    const life = new Life(start)
      .asks('a')
      .wait(24 * 60)
      .asks('b');
    expect(read(draw(life))).toEqual(['day', 'me: a [sent]', 'day', 'me: b [sent]']);
  });

  it('do not mix two people, nor a person with the assistant', () => {
    const life = new Life(start)
      .asks('a')
      .joined(ben)
      .joined(anna)
      .says(anna, 'b')
      .says(ben, 'c')
      .answers('d');
    expect(read(draw(life)).slice(2)).toEqual([
      'joined Ben, answered',
      'joined Anna',
      'Anna: b',
      'Ben: c',
      'assistant: d',
    ]);
  });

  it('keep their key when a streamed answer becomes a message', () => {
    const before = draw(new Life(start).asks('a'), {
      draft: { run: 'run-1', text: 'b', n: 1, at: start },
    });
    const after = draw(new Life(start).asks('a').answers('bc', { run: 'run-1' }));
    expect(before.at(-1)?.key).toBe(after.at(-1)?.key);
  });
});

describe('what stands under my own messages', () => {
  it('is where each one has come to', () => {
    const life = new Life(start).asks('a');
    const rows = draw(life, {
      letters: [
        letter('b', { is: 'sent', seq: 3, at: new Date(start).toISOString() }),
        letter('c', { is: 'queued' }),
      ],
    });
    expect(read(rows).slice(1)).toEqual(['me: a / b / c [sending]']);
  });

  it('says that messages are kept while there is no connection, and keeps them apart', () => {
    const rows = draw(new Life(start).asks('a'), {
      away: true,
      link: { at: 'waiting', until: 0 },
      letters: [letter('b', { is: 'queued' }), letter('c', { is: 'queued' })],
    });
    expect(read(rows).slice(1)).toEqual(['me: a [sent]', 'me: b / c [kept]']);
  });

  it('stands alone for one that failed', () => {
    const refusal = { code: 'invalid', say: 'Too long.' };
    const rows = draw(new Life(start).asks('a'), {
      letters: [letter('b', { is: 'failed', refusal }), letter('c', { is: 'queued' })],
    });
    expect(read(rows).slice(1)).toEqual(['me: a [sent]', 'me: b [failed]', 'me: c [sending]']);
  });

  it('is a read mark on the last that the team has seen, by name until they have spoken', () => {
    const life = new Life(start).asks('a').joined(anna);
    const [, mine] = draw(life, {}, 2);
    expect(mine).toMatchObject({ meta: { is: 'seen', named: true, by: { name: 'Anna' } } });
    const later = life.says(anna, 'b').asks('c').wait(3).asks('d');
    expect(read(draw(later, {}, 5)).filter((r) => r.startsWith('me'))).toEqual([
      'me: a [time]',
      'me: c [seen]',
      'me: d [sent]',
    ]);
  });

  it('says that it was passed on only when it was', () => {
    const life = new Life(start).asks('a').answers('told').requested(promise).queued().asks('b');
    expect(read(draw(life)).at(-1)).toBe('me: b [sent]');
    expect(read(draw(life.delivered())).slice(1)).toEqual([
      'me: a [sent]',
      'assistant: told',
      'me: b [passed]',
    ]);
  });

  it('draws a letter once when its entry has come', () => {
    const life = new Life(start).asks('a');
    const rows = draw(life);
    expect(rows.filter((r) => r.is === 'mine')).toHaveLength(1);
    expect(rows[1]?.key).toBe('client-1-demo');
  });
});

describe('what happens in between', () => {
  it('is told in plain words', () => {
    const life = new Life(start)
      .asks('a')
      .answers('told')
      .requested(promise)
      .queued()
      .joined(anna)
      .left(anna, 'gone')
      .queued()
      .joined(anna)
      .handedBack(anna)
      .requested(promise)
      .cancelled()
      .ended(anna);
    expect(read(draw(life, { aside: new Set(['rate-conversation-demo']) })).slice(3)).toEqual([
      'joined Anna, answered',
      '(Anna’s connection dropped)',
      'joined Anna',
      '(Anna handed back to . Just ask.)',
      '(Request withdrawn)',
      '(Anna ended the chat)',
    ]);
  });

  it('names both when a colleague takes over', () => {
    const life = new Life(start).asks('a').joined(anna).left(anna, 'transferred').joined(ben);
    expect(read(draw(life)).slice(2)).toEqual(['joined Anna, answered', 'joined Ben from Anna']);
  });

  it('folds the card once it was answered', () => {
    const life = new Life(start).asks('a').joined(anna).says(anna, 'Hi');
    expect(read(draw(life))).toContain('joined Anna');
    expect(read(draw(life.asks('b')))).toContain('joined Anna, answered');
  });

  it('does not show the card while the strip still shows the handing over', () => {
    const life = new Life(start).asks('a').joined(anna);
    expect(read(draw(life, { arriving: anna }))).toEqual(['day', 'me: a [sent]']);
  });

  it('shows an address that was typed into its field, and not one that a message told', () => {
    const life = () => new Life(start).asks('a').answers('told').requested(promise);
    const due = new Date(start).toISOString();
    const typed = life().followUp(due).askedContact().gave('m@example.com');
    expect(read(draw(typed)).slice(3)).toEqual(['me: m@example.com [sent]', 'promise']);
    const told = life()
      .followUp(due)
      .askedContact()
      .asks('it is m@example.com')
      .gave('m@example.com');
    expect(read(draw(told)).slice(3)).toEqual(['me: it is m@example.com [sent]', 'promise']);
  });

  it('asks for the address where it was asked, and keeps the promise in its place', () => {
    const due = new Date(start).toISOString();
    const life = new Life(start)
      .asks('a')
      .answers('told')
      .requested(promise)
      .followUp(due)
      .askedContact();
    expect(read(draw(life)).slice(3)).toEqual(['contact']);
    const later = life.gave('m@example.com').wait(5).asks('b');
    expect(read(draw(later)).slice(3)).toEqual([
      'me: m@example.com [sent]',
      'promise',
      'me: b [sent]',
    ]);
    expect(read(draw(later.cancelled())).slice(3)).toEqual([
      '(Answer by 10:00)',
      'me: m@example.com [sent]',
      'me: b [sent]',
      '(Request withdrawn)',
    ]);
  });

  it('asks how it was at the end, once', () => {
    const life = new Life(start).asks('a').joined(anna).ended(anna);
    expect(read(draw(life)).at(-1)).toBe('rating');
    const skipped = { aside: new Set(['rate-conversation-demo']) };
    expect(read(draw(life, skipped))).not.toContain('rating');
  });

  it('shows that somebody types, unless the answer is being written already', () => {
    const typing = { by: { kind: 'agent' as const, id: anna.id }, name: 'Anna' };
    const life = new Life(start).asks('a').joined(anna);
    expect(read(draw(life, { typing })).at(-1)).toBe('typing');
    const draft = { run: 'r', text: 'x', n: 1, at: start };
    expect(read(draw(life, { typing, draft })).at(-1)).toBe('assistant: x');
  });
});
