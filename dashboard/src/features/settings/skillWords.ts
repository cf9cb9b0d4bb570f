import type { Agent } from '../../data/presence.ts';
import { languagesOf } from '../../text/languages.ts';

/** Levels, the highest first: "billing 4, e-bikes 2". */
export function skillsInWords(skills: Agent['skills']): string {
  return Object.entries(skills)
    .sort(([x, i], [y, j]) => j - i || x.localeCompare(y))
    .map(([name, level]) => `${name} ${level}`)
    .join(', ');
}

/** What somebody can, at a glance: "billing 4, e-bikes 2 · English, German". */
export function abilities(a: Agent): string {
  return [skillsInWords(a.skills), languagesOf(...a.languages)].filter(Boolean).join(' · ');
}
