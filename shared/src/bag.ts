/** Whether x is a plain JSON object. K names the members that the caller looks at. */
export function isBag<K extends string>(x: unknown): x is { [P in K]?: unknown } {
  return typeof x === 'object' && x !== null && !Array.isArray(x);
}
