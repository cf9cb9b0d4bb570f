import { describe, expect, it } from 'vitest';
import { ariaChord, chordOf, isSingle, keyCaps, matches, type Stroke } from './keys.ts';

function stroke(key: string, more: Partial<Stroke> = {}): Stroke {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key;
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more };
}

describe('matches', () => {
  it.each<[string, string, Stroke, boolean]>([
    ['a letter alone', 'e', stroke('e'), true],
    ['a letter with Shift is another chord', 'e', stroke('E', { shiftKey: true }), false],
    ['Shift and a letter', 'Shift+E', stroke('E', { shiftKey: true }), true],
    ['Ctrl stands for Mod', 'Mod+Enter', stroke('Enter', { ctrlKey: true }), true],
    ['Mod and Shift', 'Mod+Shift+Enter', stroke('Enter', { ctrlKey: true, shiftKey: true }), true],
    [
      'Mod is not Mod and Shift',
      'Mod+Enter',
      stroke('Enter', { ctrlKey: true, shiftKey: true }),
      false,
    ],
    ['a sign that needs Shift on this layout', '?', stroke('?', { shiftKey: true }), true],
    ['a sign that needs none on another', '/', stroke('/'), true],
    [
      'the letter that Alt changes, by its place',
      'Alt+Shift+A',
      stroke('Å', { code: 'KeyA', altKey: true, shiftKey: true }),
      true,
    ],
    ['Alt missing', 'Alt+N', stroke('n'), false],
    ['a function key', 'Shift+F6', stroke('F6', { shiftKey: true }), true],
    ['the other modifier too', 'e', stroke('e', { metaKey: true }), false],
  ])('%s', (_, chord, e, expected) => {
    expect(matches(chord, e)).toBe(expected);
  });
});

it('reads back the chord that it would match', () => {
  const strokes = [
    stroke('e'),
    stroke('E', { shiftKey: true }),
    stroke('?', { shiftKey: true }),
    stroke('Enter', { ctrlKey: true, shiftKey: true }),
    stroke('å', { code: 'KeyA', altKey: true }),
    stroke('k', { ctrlKey: true }),
    stroke('ArrowDown'),
    stroke('7'),
  ];
  for (const e of strokes) {
    const chord = chordOf(e);
    expect(chord && matches(chord, e), `${chord} for ${e.key}`).toBe(true);
  }
  expect(chordOf(stroke('Shift', { shiftKey: true }))).toBeUndefined();
});

it('knows which chords need no modifier', () => {
  expect(['e', 'Shift+E', '?', 'g i'].map(isSingle)).toEqual([true, true, true, true]);
  expect(['Mod+K', 'Alt+N', 'Escape', 'F6'].map(isSingle)).toEqual([false, false, false, false]);
});

it('prints caps and writes aria-keyshortcuts', () => {
  expect(keyCaps('Mod+Shift+Enter')).toEqual(['Ctrl ⇧ ↵']);
  expect(keyCaps('g i')).toEqual(['g', 'i']);
  expect(ariaChord('Mod+K')).toBe('Control+K');
  expect(ariaChord('g i')).toBe('');
});
