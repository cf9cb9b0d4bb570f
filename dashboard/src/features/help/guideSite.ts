/** The site that holds Baton's own documentation: `make run` and the demo create it under this key. */
const key = 'baton-docs';

export function guideSite<S extends { key: string }>(sites: readonly S[]): S | undefined {
  return sites.find((s) => s.key === key);
}
