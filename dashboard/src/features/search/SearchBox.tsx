import { Autocomplete } from '@base-ui/react/autocomplete';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useRef, useState } from 'react';
import { useAction, useHandler } from '../../actions/useActions.ts';
import { data, type Schema } from '../../data/api.ts';
import { keys } from '../../data/keys.ts';
import { useKit } from '../../data/kit.ts';
import { useSites } from '../../data/team.ts';
import { pictureName, visitorName } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { shortAgo } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import styles from './SearchBox.module.css';

type Hit =
  | { kind: 'conversation'; value: string; hit: Schema['SearchHit'] }
  | { kind: 'article'; value: string; article: Schema['ArticleSummary']; site: string };

/** Finds conversations by person, summary and words, and articles. */
export function SearchBox() {
  const [text, setText] = useState('');
  const [opened, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const { keys: chord } = useAction('app.search');
  useHandler('app.search', () => input.current?.focus());
  const q = useDeferredValue(text.trim());
  const { hits, pending, error } = useHits(q);
  const open = (hit: Hit) => {
    setText('');
    setOpen(false);
    input.current?.blur();
    if (hit.kind === 'article') {
      void navigate({
        to: '/knowledge/$article',
        params: { article: hit.article.id },
        search: { site: hit.site },
      });
    } else {
      void navigate({
        to: '/inbox/$conversation',
        params: { conversation: hit.hit.conversation },
        search: hit.hit.seq === undefined ? {} : { seq: hit.hit.seq },
      });
    }
  };
  const close = () => {
    setOpen(false);
    input.current?.blur();
  };
  const shown = opened && q.length >= 2;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches whether the focus is inside
    <div
      className={styles.anchor}
      onFocus={() => setOpen(true)}
      onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && setOpen(false)}
      onKeyDown={(e) => {
        if (e.key !== 'Escape') return;
        e.stopPropagation();
        close();
      }}
    >
      {/* Drawn in place: a floating popup would hide the rest of the page from screen readers while it is open. */}
      <Autocomplete.Root<Hit>
        open
        inline
        items={shown ? hits : []}
        value={text}
        onValueChange={(next, details) => {
          if (details.reason !== 'item-press') setText(next);
        }}
        itemToStringValue={(hit) => hit.value}
        filter={null}
        mode="none"
        autoHighlight
      >
        <div className={styles.box}>
          <Icon name="search" />
          <Autocomplete.Input
            ref={input}
            className={styles.input}
            aria-label={t('search.label')}
            placeholder={t('search.placeholder')}
          />
          {chord && text === '' && <Keys chord={chord} />}
        </div>
        <div className={styles.popup} hidden={!shown} aria-busy={pending || undefined}>
          <Autocomplete.Status className={styles.status}>
            {error
              ? error.message
              : pending
                ? t('search.busy')
                : hits.length > 0
                  ? t('search.found', { n: hits.length })
                  : t('search.nothing', { q })}
          </Autocomplete.Status>
          <Autocomplete.List className={styles.list}>
            {(hit: Hit) => (
              <Autocomplete.Item
                key={hit.value}
                value={hit}
                className={styles.item}
                onClick={() => open(hit)}
              >
                <HitLine hit={hit} />
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </div>
      </Autocomplete.Root>
    </div>
  );
}

function HitLine({ hit }: { hit: Hit }) {
  const now = useNow('halfMinute');
  if (hit.kind === 'article') {
    return (
      <>
        <span className={styles.sign}>
          <Icon name="book" />
        </span>
        <span className={styles.words}>
          <bdi className={styles.title}>{hit.article.title}</bdi>
          <span className={styles.excerpt}>{hit.article.excerpt ?? hit.article.collection}</span>
        </span>
      </>
    );
  }
  const { visitor, excerpt, at, where } = hit.hit;
  return (
    <>
      <Avatar id={visitor.id} name={pictureName(visitor)} size="s" />
      <span className={styles.words}>
        <bdi className={styles.title}>{visitorName(visitor)}</bdi>
        <span className={styles.excerpt}>
          {where === 'note' && <Icon name="lock" size="s" />} <bdi>{excerpt}</bdi>
        </span>
      </span>
      <time className={styles.time}>{shortAgo(at, now)}</time>
    </>
  );
}

function useHits(q: string): { hits: Hit[]; pending: boolean; error: Error | null } {
  const { api } = useKit();
  const sites = useSites().data ?? [];
  const enabled = q.length >= 2;
  const conversations = useQuery({
    queryKey: keys.search(q),
    enabled,
    queryFn: async ({ signal }) =>
      data(await api.GET('/search', { params: { query: { q, limit: 8 } }, signal })).hits,
    staleTime: 10_000,
  });
  const articles = useQuery({
    queryKey: [...keys.search(q), 'articles', sites.map((s) => s.id)],
    enabled: enabled && sites.length > 0,
    queryFn: async ({ signal }) =>
      (
        await Promise.all(
          sites.slice(0, 5).map(async ({ id }) => {
            const found = data(
              await api.GET('/sites/{id}/articles', {
                params: { path: { id }, query: { q, limit: 3 } },
                signal,
              }),
            );
            return found.articles.map((article) => ({ article, site: id }));
          }),
        )
      ).flat(),
    staleTime: 10_000,
  });
  const hits: Hit[] = enabled
    ? [
        ...(conversations.data ?? []).map(
          (hit): Hit => ({
            kind: 'conversation',
            value: `${hit.conversation} ${hit.seq ?? ''}`,
            hit,
          }),
        ),
        ...(articles.data ?? []).map(
          ({ article, site }): Hit => ({ kind: 'article', value: article.id, article, site }),
        ),
      ]
    : [];
  return { hits, pending: enabled && conversations.isPending, error: conversations.error };
}
