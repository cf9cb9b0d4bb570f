// Which languages there are, and how their texts are loaded.

import {
  type CatalogueLike,
  pickLocale,
  type Text,
  type Translate,
  translator,
} from '@baton/shared/catalogue';
import type { enMore } from './en.more.ts';
import { en } from './en.ts';

type Core = typeof en;
type More = Core & typeof enMore;

/** What every other language is: all texts of English. */
export type Language = CatalogueLike<More>;

interface Tongue {
  /** For Intl: the reader's own variety of the language, such as de-AT. */
  locale: string;
  language: LanguageCode;
}

/** Gives the texts of the first screens. */
export type T = Translate<Core> & Tongue;
/** Gives all texts; to be had once `loadMore` is done. */
export type TMore = Translate<More> & Tongue;

/** The languages on offer. */
export const languageCodes = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'zh', 'ar'] as const;

export type LanguageCode = (typeof languageCodes)[number];

const load: Record<Exclude<LanguageCode, 'en'>, () => Promise<{ texts: Language }>> = {
  de: () => import('./de.ts'),
  fr: () => import('./fr.ts'),
  es: () => import('./es.ts'),
  it: () => import('./it.ts'),
  pt: () => import('./pt.ts'),
  nl: () => import('./nl.ts'),
  zh: () => import('./zh.ts'),
  ar: () => import('./ar.ts'),
};

// English comes in two pieces, so that the panel is there sooner; other languages come whole.
const english: Partial<Record<keyof More, Text>> = { ...en };
let rest: Promise<unknown> | undefined;

/** Loads the texts of what is beyond the first screen. Whatever uses TMore waits for it. */
export function loadMore(): Promise<unknown> {
  rest ??= import('./en.more.ts').then(({ enMore }) => Object.assign(english, enMore));
  return rest;
}

/** The texts for a reader who wants these locales, best first. English where the network fails. */
export async function loadTexts(wanted: readonly string[]): Promise<T> {
  const language = pickLocale(wanted, languageCodes, 'en');
  const locale = wanted.find((w) => w.toLowerCase().split(/[-_]/)[0] === language) ?? language;
  if (language === 'en') return tell(locale, 'en', english);
  try {
    const { texts } = await load[language]();
    return tell(locale, language, texts);
  } catch {
    return tell('en', 'en', english);
  }
}

function tell(locale: string, language: LanguageCode, texts: Partial<Language>): T {
  const name = valid(locale) ? locale : language;
  return Object.assign(translator<Core>(name, texts as Language), { locale: name, language });
}

function valid(locale: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}
