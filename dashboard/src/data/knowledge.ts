import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import type { ApiError } from './errors.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';

export type Article = Schema['Article'];

export function useArticles(site: string, q: string) {
  const { api } = useKit();
  return useInfiniteQuery({
    queryKey: [...keys.articles(site), 'list', q],
    enabled: site !== '',
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        limit: 100,
        ...(q ? { q } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return data(
        await api.GET('/sites/{id}/articles', { params: { path: { id: site }, query }, signal }),
      );
    },
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: (before) => before,
  });
}

export function useArticle(site: string, id: string | undefined) {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.article(site, id ?? ''),
    enabled: id !== undefined,
    queryFn: async () =>
      data(
        await api.GET('/sites/{id}/articles/{article}', {
          params: { path: { id: site, article: id ?? '' } },
        }),
      ),
  });
}

/** Writes a new article, or replaces one. */
export function useSaveArticle(site: string, id: string | undefined) {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation<Article, ApiError, Schema['ArticleInput']>({
    mutationFn: async (body) =>
      id === undefined
        ? data(await api.POST('/sites/{id}/articles', { params: { path: { id: site } }, body }))
        : data(
            await api.PUT('/sites/{id}/articles/{article}', {
              params: { path: { id: site, article: id } },
              body,
            }),
          ),
    onSuccess: (article) => {
      cache.setQueryData(keys.article(site, article.id), article);
      void cache.invalidateQueries({ queryKey: [...keys.articles(site), 'list'] });
    },
  });
}

export function useDeleteArticle(site: string) {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation<void, ApiError, string>({
    mutationFn: async (article) => {
      await api.DELETE('/sites/{id}/articles/{article}', {
        params: { path: { id: site, article } },
      });
    },
    onSuccess: (_, article) => {
      cache.removeQueries({ queryKey: keys.article(site, article) });
      void cache.invalidateQueries({ queryKey: [...keys.articles(site), 'list'] });
    },
  });
}

export function useImportArticles(site: string) {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation<Schema['ArticleFileResult'][], ApiError, Schema['ArticleFile'][]>({
    mutationFn: async (files) =>
      data(
        await api.POST('/sites/{id}/articles/import', {
          params: { path: { id: site } },
          body: { files },
        }),
      ).results,
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.articles(site) }),
  });
}
