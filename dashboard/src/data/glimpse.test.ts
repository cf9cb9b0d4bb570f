import { describe, expect, it } from 'vitest';
import { noGlimpse, typingFor, withFrame, withMessage, withoutStale } from './glimpse.ts';

const visitor = { kind: 'visitor' as const, id: 'v1' };
const piece = (n: number, text: string, run = 'r1') => ({
  t: 'draft' as const,
  conversation: 'c',
  run,
  n,
  text,
});

describe('the assistant’s draft', () => {
  it('grows piece by piece and passes over a piece that came twice', () => {
    const g = [piece(1, 'Size '), piece(2, 'S '), piece(2, 'S '), piece(3, 'fits.')].reduce(
      (x, f) => withFrame(x, f, 0),
      noGlimpse,
    );
    expect(g.draft).toEqual({ run: 'r1', text: 'Size S fits.', n: 3, broken: false });
  });

  it('stops growing after a gap, since the rest would be wrong', () => {
    const g = [piece(1, 'Size '), piece(3, 'fits.'), piece(4, 'more')].reduce(
      (x, f) => withFrame(x, f, 0),
      noGlimpse,
    );
    expect(g.draft).toMatchObject({ text: 'Size ', broken: true });
  });

  it('is broken when its beginning was missed', () => {
    expect(withFrame(noGlimpse, piece(4, 'end'), 0).draft).toMatchObject({
      text: '',
      broken: true,
    });
  });

  it('goes with the message of the same run, and when it is withdrawn', () => {
    const g = withFrame(noGlimpse, piece(1, 'x'), 0);
    expect(withMessage(g, { kind: 'assistant' }, 'r1').draft).toBeUndefined();
    expect(withMessage(g, { kind: 'assistant' }, 'other').draft).toBeDefined();
    expect(
      withFrame(g, { t: 'draft', conversation: 'c', run: 'r1', withdrawn: true }, 0).draft,
    ).toBeUndefined();
    expect(
      withFrame(g, { t: 'draft', conversation: 'c', run: 'old', withdrawn: true }, 0).draft,
    ).toBeDefined();
  });
});

describe('typing', () => {
  const on = { t: 'typing' as const, conversation: 'c', by: visitor, on: true };

  it('is over after six seconds without another sign', () => {
    const g = withFrame(noGlimpse, on, 1000);
    expect(withoutStale(g, 1000 + typingFor - 1)).toBe(g);
    expect(withoutStale(g, 1000 + typingFor).typing).toEqual([]);
  });

  it('is renewed, not doubled, and ends with the message', () => {
    const g = withFrame(withFrame(noGlimpse, on, 0), { ...on, text: 'I want' }, 500);
    expect(g.typing).toHaveLength(1);
    expect(g.typing[0]?.text).toBe('I want');
    expect(withMessage(g, visitor, undefined).typing).toEqual([]);
    expect(withFrame(g, { ...on, on: false }, 600).typing).toEqual([]);
  });
});
