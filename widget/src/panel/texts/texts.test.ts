import type { Text } from '@baton/shared/catalogue';
import { expect, it } from 'vitest';
import { texts as ar } from './ar.ts';
import { texts as de } from './de.ts';
import { enMore } from './en.more.ts';
import { en } from './en.ts';
import { texts as es } from './es.ts';
import { texts as fr } from './fr.ts';
import { texts as it_ } from './it.ts';
import { texts as nl } from './nl.ts';
import { texts as pt } from './pt.ts';
import { languageCodes, loadMore, loadTexts, type TMore } from './text.ts';
import { texts as zh } from './zh.ts';

const model: Record<string, Text> = { ...en, ...enMore };
const others: Record<string, Record<string, Text>> = { ar, de, es, fr, it: it_, nl, pt, zh };

const forms = (text: Text): string[] =>
  typeof text === 'string' ? [text] : Object.values(text).filter((f) => typeof f === 'string');
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '');

it('has every language on offer', () => {
  expect(Object.keys(others).concat('en').sort()).toEqual([...languageCodes].sort());
});

it.each(Object.entries(others))(
  'says everything in %s, with the values of the English text',
  (_, texts) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(model).sort());
    for (const [key, english] of Object.entries(model)) {
      const wanted = new Set(forms(english).flatMap(holes));
      const given = texts[key] ?? '';
      for (const form of forms(given)) {
        expect(form.trim(), `${key} is empty`).not.toBe('');
        for (const hole of holes(form)) expect([...wanted], `${key}: {${hole}}`).toContain(hole);
      }
      // One form of a plural may do without the number ("two minutes"), but none without a name.
      const last = forms(given).at(-1) ?? '';
      for (const hole of wanted) expect(holes(last), `${key} lacks {${hole}}`).toContain(hole);
    }
  },
);

it.each(Object.entries(others))('is not left in English in %s', (_, texts) => {
  const same = Object.entries(model).filter(
    ([key, text]) =>
      JSON.stringify(texts[key]) === JSON.stringify(text) && /[a-z]{4}/.test(JSON.stringify(text)),
  );
  // Words that two languages share, such as Auto, are few.
  expect(same.length).toBeLessThan(12);
});

it('has no text that nobody says', () => {
  const files = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.*', '!./*'], {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const code = Object.values(files).join('\n');
  const silent = Object.keys(model).filter((key) => !code.includes(`'${key}'`));
  expect(silent).toEqual([]);
});

it.each(languageCodes)('loads %s and counts in it', async (code) => {
  const t = (await loadTexts([`${code}-XX`, 'en'])) as unknown as TMore;
  await loadMore();
  expect(t.language).toBe(code);
  for (const n of [0, 1, 2, 3, 5, 11, 21, 100]) {
    expect(t('newMessages', { n })).not.toMatch(/[{}]/);
    expect(t('place', { n })).not.toMatch(/[{}]/);
    expect(t('minutes', { low: 1, n })).not.toMatch(/[{}]/);
  }
});

it('goes on in English when a language cannot be had', async () => {
  expect((await loadTexts(['tlh', 'xx'])).language).toBe('en');
  expect((await loadTexts(['not a locale!'])).language).toBe('en');
});
