// The dashboard's words. English is here from the start; another language is one more catalogue with
// the same keys, loaded before the first paint.

import {
  type CatalogueLike,
  direction,
  pickLocale,
  type Translate,
  translator,
} from '@baton/shared/catalogue';
import { createElement, Fragment, type ReactNode } from 'react';
import { en } from './en.ts';

export type MessageKey = keyof typeof en;

type Catalogue = CatalogueLike<typeof en>;

const languages: Record<string, () => Promise<Catalogue>> = { en: async () => en };

let language = 'en';
let locale = 'en';
let translate: Translate<typeof en> = translator('en', en);

/** A text in the reader's language. */
export const t: Translate<typeof en> = (key, ...values) => translate(key, ...values);

/** The language of the words. */
export function currentLanguage(): string {
  return language;
}

/** The reader's language and region, for Intl. */
export function currentLocale(): string {
  return locale;
}

/** Loads the best language on offer and turns the page its way. */
export async function speak(wanted: readonly string[]): Promise<void> {
  const best = pickLocale(wanted, Object.keys(languages), 'en');
  const load = languages[best];
  if (!load) return;
  translate = translator(best, await load());
  language = best;
  // The region of the browser's own language decides how dates and numbers look.
  locale = wanted.find((w) => w.toLowerCase().startsWith(best)) ?? best;
  document.documentElement.lang = best;
  document.documentElement.dir = direction(best);
}

/** Keys of texts with placeholders that may be filled with elements. */
type Holes<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;

/** A text whose placeholders are filled with elements, such as a name in bold. */
export function rich<K extends MessageKey>(
  key: K,
  nodes: Record<Holes<(typeof en)[K]>, ReactNode>,
): ReactNode {
  const names = Object.keys(nodes);
  const marks = Object.fromEntries(names.map((name, i) => [name, `\u{E000}${i}\u{E001}`]));
  const filled = (translate as (key: MessageKey, values: Record<string, string>) => string)(
    key,
    marks,
  );
  const pieces = filled.split(/\u{E000}(\d+)\u{E001}/u);
  const found: Record<string, ReactNode> = nodes;
  return pieces.map((piece, i) =>
    i % 2 === 0 ? piece : createElement(Fragment, { key: i }, found[names[Number(piece)] ?? '']),
  );
}
