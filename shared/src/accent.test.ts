import { expect, it } from 'vitest';
import { contrast, readableAccent } from './accent.ts';

it('computes contrast as WCAG does', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2);
  expect(contrast('red', '#FFFFFF')).toBe(0);
});

it('leaves a colour that can be read as it is', () => {
  expect(readableAccent('#3451D1', 'light')).toEqual({ accent: '#3451d1', onAccent: '#ffffff' });
  expect(readableAccent('#8FA4FF', 'dark')).toEqual({ accent: '#8fa4ff', onAccent: '#0e1330' });
});

it('corrects any other so that text and signs reach 4.5:1 in both themes', () => {
  for (const hex of ['#FFEE00', '#00FF88', '#FFFFFF', '#000000', '#808080', '#123456', '#ff0000']) {
    for (const [theme, surface] of [
      ['light', '#FFFFFF'],
      ['dark', '#1E232C'],
    ] as const) {
      const made = readableAccent(hex, theme);
      expect(contrast(made?.accent ?? '', surface), `${hex} ${theme}`).toBeGreaterThanOrEqual(4.5);
      expect(
        contrast(made?.accent ?? '', made?.onAccent ?? ''),
        `on ${hex} ${theme}`,
      ).toBeGreaterThanOrEqual(4.5);
    }
  }
  expect(readableAccent('blue', 'light')).toBeUndefined();
});
