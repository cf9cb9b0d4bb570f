/** The site that holds Baton's own documentation has this key, or at least the product's name. */
const key = 'baton-docs';

export function guideSite<S extends { key: string; name: string }>(
  sites: readonly S[],
): S | undefined {
  return sites.find((s) => s.key === key) ?? sites.find((s) => /^baton\b/iu.test(s.name));
}
