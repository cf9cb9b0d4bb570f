/** The languages of a conversation and of a browser, by their names, each once. */
export function languagesOf(...codes: (string | undefined)[]): string {
  const names = new Intl.DisplayNames([document.documentElement.lang || 'en'], {
    type: 'language',
  });
  const found = codes.flatMap((code) => {
    const base = code?.split(/[-_]/u)[0];
    if (!base) return [];
    try {
      return [names.of(base) ?? base];
    } catch {
      return [base];
    }
  });
  return [...new Set(found)].join(', ');
}
