import type { Agent } from '../../data/presence.ts';
import { languagesOf } from '../../text/languages.ts';

/** What somebody can, at a glance: "billing 4, e-bikes 2 · English, German". */
export function abilities(a: Agent): string {
  const skills = Object.entries(a.skills)
    .sort(([x, i], [y, j]) => j - i || x.localeCompare(y))
    .map(([name, level]) => `${name} ${level}`)
    .join(', ');
  return [skills, languagesOf(...a.languages)].filter(Boolean).join(' · ');
}
