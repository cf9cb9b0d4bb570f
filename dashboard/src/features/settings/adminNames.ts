import type { Agent } from '../../data/presence.ts';

/** Who can give roles, as a sentence says it: "Sofia or Ben". */
export function adminNames(agents: readonly Agent[]): string {
  const names = agents.filter((a) => a.role === 'admin' && !a.disabled).map((a) => a.name);
  return new Intl.ListFormat(document.documentElement.lang || 'en', { type: 'disjunction' }).format(
    names,
  );
}
