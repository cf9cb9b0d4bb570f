import type { Schema } from '../../data/api.ts';
import type { Article } from '../../data/knowledge.ts';
import { t } from '../../text/rooms.ts';
import type { Difference } from '../../ui/Conflict.tsx';
import { differences, type Versions } from '../../ui/differences.ts';
import type { ArticleValues } from './ArticleEditor.tsx';

/** The form of an article; phrasings stand one on a line. */
export function articleValues(a: Article | undefined): ArticleValues {
  return {
    title: a?.title ?? '',
    collection: a?.collection ?? '',
    language: a?.language ?? '',
    body: a?.body ?? '',
    phrasings: a?.phrasings.join('\n') ?? '',
    draft: a?.draft ?? false,
  };
}

export function articleInput(
  v: ArticleValues,
  version: number | undefined,
): Schema['ArticleInput'] {
  return {
    title: v.title.trim(),
    body: v.body,
    collection: v.collection.trim(),
    ...(v.language.trim() ? { language: v.language.trim() } : {}),
    phrasings: lines(v.phrasings),
    draft: v.draft,
    ...(version === undefined ? {} : { version }),
  };
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

const names = (): Record<keyof ArticleValues, string> => ({
  title: t('article.title'),
  collection: t('article.collection'),
  language: t('article.language'),
  body: t('article.body'),
  phrasings: t('article.phrasings'),
  draft: t('knowledge.draft'),
});

/** What each of two made of an article. */
export function articleDifferences(of: Versions<ArticleValues>): Difference[] {
  return differences(names(), of, (key, value) =>
    typeof value === 'boolean'
      ? t(value ? 'state.yes' : 'state.no')
      : excerpt(value, String(of.base[key])),
  );
}

/** As much of a text as fits, from a little before where it differs from another. */
function excerpt(text: string, other: string): string {
  const [most, before] = [300, 40];
  let differs = 0;
  while (differs < text.length && text[differs] === other[differs]) differs++;
  const from = Math.max(0, Math.min(differs - before, text.length - most));
  const to = from + most;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}
