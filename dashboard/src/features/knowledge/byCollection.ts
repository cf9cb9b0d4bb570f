import type { Schema } from '../../data/api.ts';

type Article = Schema['ArticleSummary'];

/** Articles by their collection, in the order in which collections first appear; those without one last. */
export function byCollection(articles: readonly Article[]): [string, Article[]][] {
  const groups = new Map<string, Article[]>();
  for (const a of articles)
    groups.set(a.collection ?? '', [...(groups.get(a.collection ?? '') ?? []), a]);
  return [...groups].sort(([a], [b]) => Number(a === '') - Number(b === ''));
}
