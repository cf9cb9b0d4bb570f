/** The languages in which Baton's own lines exist. */
const known = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'zh', 'ar'] as const;

/** Codes and names to choose a site's language from; the present one stays possible. */
export function siteLocales(present: string): [string, string][] {
  const names = new Intl.DisplayNames([document.documentElement.lang || 'en'], {
    type: 'language',
  });
  const codes = known.some((c) => c === present) ? [...known] : [present, ...known];
  return codes.map((code) => [code, names.of(code.replace('_', '-')) ?? code]);
}
