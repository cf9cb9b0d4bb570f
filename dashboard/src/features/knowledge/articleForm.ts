import type { Schema } from '../../data/api.ts';
import type { Article } from '../../data/knowledge.ts';
import { t } from '../../text/rooms.ts';
import type { Difference } from '../../ui/Conflict.tsx';
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

/** What the form and the server have differently. */
export function differences(mine: ArticleValues, theirs: Article): Difference[] {
  const other = articleValues(theirs);
  const rows: [keyof ArticleValues, string][] = [
    ['title', t('article.title')],
    ['collection', t('article.collection')],
    ['language', t('article.language')],
    ['body', t('article.body')],
    ['phrasings', t('article.phrasings')],
  ];
  return rows
    .filter(([key]) => mine[key] !== other[key])
    .map(([key, what]) => ({
      what,
      yours: short(String(mine[key])),
      theirs: short(String(other[key])),
    }));
}

function short(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
