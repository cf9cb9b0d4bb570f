import { describe, expect, it } from 'vitest';
import { settle } from './settle.ts';

describe('settle', () => {
  it('shows what is wanted while nobody points at the list', () => {
    expect(settle(['a', 'b'], ['c', 'a'], false)).toEqual({ shown: ['c', 'a'], fresh: 0 });
  });

  it('holds new rows back and lets those that are gone leave', () => {
    expect(settle(['a', 'b', 'c'], ['x', 'c', 'a'], true)).toEqual({ shown: ['a', 'c'], fresh: 1 });
  });

  it('adds what comes below everything that is shown, since that moves nothing', () => {
    expect(settle(['a'], ['a', 'b', 'c'], true)).toEqual({ shown: ['a', 'b', 'c'], fresh: 0 });
  });

  it('begins with what is wanted when there is nothing to move', () => {
    expect(settle([], ['a'], true)).toEqual({ shown: ['a'], fresh: 0 });
    expect(settle(['z'], ['a'], true)).toEqual({ shown: ['a'], fresh: 0 });
  });

  it('never moves a row that stays, and loses and doubles none', () => {
    let seed = 7;
    const random = (n: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % n;
    };
    const pick = () => [...'abcdefghij'].filter(() => random(2) === 0).sort(() => random(3) - 1);
    for (let i = 0; i < 500; i++) {
      const [before, wanted] = [pick(), pick()];
      const { shown, fresh } = settle(before, wanted, true);
      const stayed = before.filter((x) => wanted.includes(x));
      if (stayed.length > 0) expect(shown.slice(0, stayed.length)).toEqual(stayed);
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown.length + fresh).toBe(wanted.length);
    }
  });
});
