import { type CatalogueLike, type Translate, translator } from '@baton/shared/catalogue';
import { currentLanguage } from './text.ts';

/** Makes the function that gives texts of catalogues in the reader's language, or else in English. */
export function words<W extends object>(
  catalogues: { en: CatalogueLike<W> } & Record<string, CatalogueLike<W>>,
): Translate<W> {
  let made: { language: string; translate: Translate<W> } | undefined;
  return (key, ...values) => {
    const language = currentLanguage();
    if (made?.language !== language)
      made = {
        language,
        translate: translator<W>(language, catalogues[language] ?? catalogues.en),
      };
    return made.translate(key, ...values);
  };
}
