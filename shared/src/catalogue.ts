// Texts in the reader's language. A catalogue is a plain object: text with {placeholders}, or the
// forms of a plural, chosen by the number {n}. English is the model: its keys and placeholders are
// the types of all others. Numbers, dates and plural rules are Intl's.

/** The forms of a text that depends on the number {n}. `ordinal` is for "2nd", not for "2". */
export interface Plural {
  ordinal?: true;
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
}

export type Text = string | Plural;

/** The placeholder that a plural is chosen by. */
const count = 'n';

/** A catalogue with the same keys as another one, in another language. */
export type CatalogueLike<Model> = { [K in keyof Model]: Text };

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<T> = T extends string ? Names<T> : T extends Plural ? Names<T['other']> | 'n' : never;

/** The values that a text wants: none, or one for each placeholder. */
export type Values<T> = [NamesOf<T>] extends [never]
  ? []
  : [values: { [N in NamesOf<T>]: N extends 'n' ? number : string | number }];

/** Gives texts of one catalogue; made by `translator`. */
export type Translate<Model> = <K extends keyof Model>(
  key: K,
  ...values: Values<Model[K]>
) => string;

/** Makes the function that gives the texts of a catalogue. */
export function translator<Model>(
  locale: string,
  catalogue: CatalogueLike<Model>,
): Translate<Model> {
  const numbers = new Intl.NumberFormat(locale);
  const rules = { cardinal: rule(locale, 'cardinal'), ordinal: rule(locale, 'ordinal') };
  return (key, ...[values]) => {
    const given: Record<string, string | number> = values ?? {};
    const text = catalogue[key];
    let form: string;
    if (typeof text === 'string') form = text;
    else {
      const n = Number(given[count] ?? 0);
      form = text[rules[text.ordinal ? 'ordinal' : 'cardinal'](n)] ?? text.other;
    }
    return form.replace(/\{(\w+)\}/g, (hole, name: string) => {
      const value = given[name];
      return typeof value === 'number' ? numbers.format(value) : (value ?? hole);
    });
  };
}

function rule(locale: string, type: Intl.PluralRuleType): (n: number) => Intl.LDMLPluralRule {
  let rules: Intl.PluralRules | undefined;
  return (n) => {
    rules ??= new Intl.PluralRules(locale, { type });
    return rules.select(n);
  };
}

/** The best of the languages on offer for what is wanted, such as "de" for ["de-AT", "en"]. */
export function pickLocale<L extends string>(
  wanted: readonly string[],
  offered: readonly L[],
  otherwise: L,
): L {
  for (const want of wanted) {
    const language = want.toLowerCase().split(/[-_]/)[0];
    const found = offered.find((o) => o === want) ?? offered.find((o) => o === language);
    if (found) return found;
  }
  return otherwise;
}

/** In which direction a language is written. */
export function direction(locale: string): 'ltr' | 'rtl' {
  return /^(ar|fa|he|ur)\b/.test(locale) ? 'rtl' : 'ltr';
}
