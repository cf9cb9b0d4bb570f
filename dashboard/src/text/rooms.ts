// The words of the rooms that are loaded later, together with those of the whole page. Another
// language brings its own catalogue for them, loaded with the room.

import { type CatalogueLike, type Translate, translator } from '@baton/shared/catalogue';
import { en } from './en.ts';
import { roomsEn } from './rooms.en.ts';
import { currentLanguage } from './text.ts';

type Words = typeof en & typeof roomsEn;

const catalogues: Record<string, CatalogueLike<Words>> = { en: { ...en, ...roomsEn } };

let made: { language: string; translate: Translate<Words> } | undefined;

/** A text in the reader's language. */
export const t: Translate<Words> = (key, ...values) => {
  const language = currentLanguage();
  if (made?.language !== language)
    made = {
      language,
      translate: translator<Words>(language, catalogues[language] ?? { ...en, ...roomsEn }),
    };
  return made.translate(key, ...values);
};
