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

it('reaches 4.5:1 on the fill that is made of the accent itself, too', () => {
  // A soft fill as in tokens.css, under the pointer: 21 % of the accent on the dark surface.
  const { accent = '' } = readableAccent('#3451D1', 'dark') ?? {};
  const part = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  const fill = [1, 3, 5].map((at) =>
    Math.round(part('#161A21', at) * 0.79 + part(accent, at) * 0.21),
  );
  const hex = `#${fill.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
  expect(contrast(accent, hex)).toBeGreaterThanOrEqual(4.5);
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
