// The help centre: search, and one article. Asking about an article opens the chat with it named.

import { parse } from '@baton/shared/markdown';
import { Refused } from '@baton/shared/refused';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Article, ArticleBrief } from '../api.ts';
import { dayName } from '../moment.ts';
import { Composer } from '../ui/Composer.tsx';
import { Icon, Path } from '../ui/Icon.tsx';
import { adopt } from '../ui/lazy.tsx';
import { useMore } from '../ui/panel.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Back, Tools } from '../ui/Tools.tsx';
import css from './help.css?inline';
import { Blocks } from './Markdown.tsx';

adopt(css);

const searchAfter = 250;

export function Help({ slug, from }: { slug: string | undefined; from: 'home' | 'chat' }) {
  return slug ? <ArticleScreen slug={slug} from={from} /> : <Search from={from} />;
}

function HelpHead(props: { line: string | undefined; back: () => void }) {
  const { t } = useMore();
  return (
    <header class="head">
      <Back onClick={props.back} />
      <div class="who">
        <h2>{t('help')}</h2>
        {props.line && <p>{props.line}</p>}
      </div>
      <Tools menu={false} />
    </header>
  );
}

function Search({ from }: { from: 'home' | 'chat' }) {
  const { shell, state, t } = useMore();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<{ query: string; articles: ArticleBrief[] }>();
  const articles = (query ? found?.articles : undefined) ?? state.session?.articles ?? [];

  useEffect(() => {
    if (!query.trim()) return;
    let current = true;
    const timer = setTimeout(async () => {
      const result = await (await shell.talk()).searchHelp(query.trim());
      if (current && result) setFound({ query, articles: result });
    }, searchAfter);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, shell]);

  return (
    <>
      <HelpHead line={undefined} back={() => shell.go({ at: from })} />
      <div class="help list-of">
        <label class="field">
          <Icon sign="search" />
          <input
            type="search"
            dir={query ? 'auto' : undefined}
            data-focus
            aria-label={t('searchHelp')}
            placeholder={t('searchHelp')}
            value={query}
            maxLength={300}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
        {found?.query === query && articles.length === 0 ? (
          <p class="muted" role="status">
            {t('nothingFound', { query })}
          </p>
        ) : (
          <ul class="tile">
            {articles.map(({ slug, title, excerpt, collection }) => (
              <li key={slug}>
                <button
                  type="button"
                  class="line"
                  onClick={() => shell.go({ at: 'help', slug, from })}
                >
                  <span class="two" dir="auto">
                    <b>{title}</b>
                    <small class="cut">{excerpt ?? collection}</small>
                  </span>
                  <Icon sign="next" small turn />
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <footer class="foot">
        <Composer placeholder={t('ask')} draft={shell.draft} onSend={(text) => shell.send(text)} />
      </footer>
    </>
  );
}

function ArticleScreen({ slug, from }: { slug: string; from: 'home' | 'chat' }) {
  const { shell, t, now } = useMore();
  const [article, setArticle] = useState<Article | 'gone' | 'away'>();
  const [attempt, retry] = useState(0);
  const title = useRef<HTMLHeadingElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt asks for the same article again
  useEffect(() => {
    let current = true;
    setArticle(undefined);
    shell
      .talk()
      .then((talk) => talk.readArticle(slug))
      .then(
        (a) => current && setArticle(a),
        (why: unknown) => current && setArticle(why instanceof Refused ? 'gone' : 'away'),
      );
    return () => {
      current = false;
    };
  }, [slug, shell, attempt]);
  useEffect(() => {
    if (article) title.current?.focus();
  }, [article]);

  const back = () => shell.go({ at: from });
  if (article === undefined || typeof article === 'string') {
    return (
      <>
        <HelpHead line={undefined} back={back} />
        <div class="help">
          {article === undefined && <Skeleton />}
          {article === 'gone' && (
            <>
              <h1>{t('articleGone')}</h1>
              <p>{t('articleGoneWhy')}</p>
              <button type="button" class="btn" onClick={() => shell.go({ at: 'help', from })}>
                {t('searchHelp')}
              </button>
            </>
          )}
          {article === 'away' && (
            <>
              <p role="alert">{t('trouble')}</p>
              <button type="button" class="btn" onClick={() => retry(attempt + 1)}>
                {t('tryAgain')}
              </button>
            </>
          )}
        </div>
      </>
    );
  }
  return (
    <>
      <HelpHead line={article.collection} back={back} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and not everybody has a mouse */}
      <article class="help" lang={article.language} dir="auto" tabIndex={0}>
        <h1 ref={title} tabIndex={-1}>
          {article.title}
        </h1>
        <Blocks of={parse(article.body)} draw={{ article: true, words: (text) => text }} />
        <p class="muted">{t('updated', { date: dayName(article.updated_at, now(), t, true) })}</p>
      </article>
      <Helped slug={slug} />
      <footer class="foot">
        <Composer
          placeholder={t('askArticle')}
          draft={shell.draft}
          onSend={(text) => shell.send(t('aboutArticle', { title: article.title, text }))}
        />
      </footer>
    </>
  );
}

const thumb =
  'M7.5 20H5V11h2.5m0 9V11l4-7c1.75 0 2.5 1 2.25 2.5L13.25 10H18a1.75 1.75 0 0 1 1.75 2l-1 6.25A2 2 0 0 1 16.75 20z';

function Helped({ slug }: { slug: string }) {
  const { shell, t } = useMore();
  const [answer, setAnswer] = useState<boolean>();
  const give = async (helped: boolean) => {
    if (await (await shell.talk()).rateArticle(slug, helped)) setAnswer(helped);
  };
  return (
    <fieldset class="helped" aria-label={t('helpful')}>
      <span role="status">{t(answer === undefined ? 'helpful' : 'thanksHelp')}</span>
      {[true, false].map((helped) => (
        <button
          key={String(helped)}
          type="button"
          class="icon"
          aria-label={t(helped ? 'yes' : 'no')}
          aria-pressed={answer === helped}
          onClick={() => void give(helped)}
        >
          <Path d={thumb} class={helped ? 'i' : 'i over'} />
        </button>
      ))}
    </fieldset>
  );
}
