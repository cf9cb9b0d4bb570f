// The menu: what can be set, what can be taken along, and the ways to leave. The irreversible asks again.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type LanguageCode, languageCodes } from '../texts/text.ts';
import { Icon, Path } from '../ui/Icon.tsx';
import { adopt } from '../ui/lazy.tsx';
import { useMore } from '../ui/panel.ts';
import css from './menu.css?inline';

adopt(css);

const signs = {
  sound: 'M4.5 9.75v4.5h3L12 18V6L7.5 9.75zM15.5 9q2 3 0 6m2.25-8.5q4 5.5 0 11',
  theme: 'M19.5 14.25A8 8 0 1 1 9.75 4.5a6.5 6.5 0 0 0 9.75 9.75z',
  language:
    'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M3.5 12h17M12 3.5q4.5 8.5 0 17-4.5-8.5 0-17z',
  download: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14',
  end: 'M10.5 5H6v14h4.5M10 12h9.5m-3.5-3.5L19.5 12 16 15.5',
  privacy: 'M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6zM9 12l2.25 2.25L15 10',
  forget: 'M5 6.5h14v9H5zM9 19h6M4.5 4l15 15.5',
  erase: 'M5 7h14M10 7V4.5h4V7M7 7l.75 12.5h8.5L17 7m-7 3.5v5.5m4-5.5v5.5',
};

/** By the names that their speakers know. */
const languages: Record<LanguageCode, string> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  it: 'Italiano',
  pt: 'Português',
  nl: 'Nederlands',
  zh: '中文',
  ar: 'العربية',
};

type Page = 'main' | 'language' | 'privacy' | 'erase' | 'forget';

export function Menu() {
  const { shell } = useMore();
  const [page, open] = useState<Page>('main');
  const box = useRef<HTMLDivElement>(null);
  const shut = () => shell.set({ menu: false });

  // biome-ignore lint/correctness/useExhaustiveDependencies: each page begins at its first button
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('button, input:checked')?.focus();
  }, [page]);

  return (
    <>
      {/* Pressing beside the menu closes it; the keyboard has Escape. */}
      <div class="veil" aria-hidden="true" onClick={shut} />
      <div class="menu enter" role="dialog" aria-labelledby="menu-name" ref={box}>
        {page === 'main' && <Main open={open} />}
        {page === 'language' && <Languages back={() => open('main')} />}
        {page === 'privacy' && <Privacy back={() => open('main')} />}
        {(page === 'erase' || page === 'forget') && (
          <Confirm what={page} back={() => open('main')} />
        )}
      </div>
    </>
  );
}

function Item(props: {
  sign: keyof typeof signs;
  onClick?: () => void;
  danger?: boolean;
  role?: 'switch';
  checked?: boolean;
  children: ComponentChildren;
}) {
  const { sign, danger, children, checked, ...rest } = props;
  return (
    <button
      type="button"
      class={danger ? 'item danger' : 'item'}
      {...rest}
      {...(checked !== undefined && { 'aria-checked': checked })}
    >
      <Path d={signs[sign]} />
      {children}
    </button>
  );
}

function Main({ open }: { open: (page: Page) => void }) {
  const { shell, state, t } = useMore();
  const view = state.chat?.view;
  const shut = () => shell.set({ menu: false });
  return (
    <>
      <h2 id="menu-name" class="spoken">
        {t('menu')}
      </h2>
      <Item
        sign="sound"
        role="switch"
        checked={state.sound}
        onClick={() => shell.setSound(!state.sound)}
      >
        <span>{t('sound')}</span>
        <span class="switch" />
      </Item>
      <div class="item" role="radiogroup" aria-label={t('theme')}>
        <Path d={signs.theme} />
        <span aria-hidden="true">{t('theme')}</span>
        <span class="tabs">
          {(['auto', 'light', 'dark'] as const).map((theme) => (
            <label key={theme} class={state.theme === theme ? 'on' : ''}>
              <input
                type="radio"
                name="theme"
                checked={state.theme === theme}
                onChange={() => shell.setTheme(theme)}
              />
              {t(theme)}
            </label>
          ))}
        </span>
      </div>
      <Item sign="language" onClick={() => open('language')}>
        <span>{t('language')}</span>
        <span class="muted">{languages[t.language]}</span>
      </Item>
      {view && (
        <a class="item" href={shell.transcriptAddress()} download onClick={shut}>
          <Path d={signs.download} />
          <span>{t('download')}</span>
        </a>
      )}
      {view && view.state !== 'resolved' && (
        <>
          <hr />
          <Item
            sign="end"
            onClick={() => {
              shut();
              shell.do((talk) => talk.end());
            }}
          >
            <span>{t('endChat')}</span>
          </Item>
        </>
      )}
      <hr />
      <Item sign="privacy" onClick={() => open('privacy')}>
        <span>{t('privacy')}</span>
      </Item>
      <Item sign="forget" onClick={() => open('forget')}>
        <span>{t('forget')}</span>
      </Item>
      <Item sign="erase" danger onClick={() => open('erase')}>
        <span>{t('erase')}</span>
      </Item>
    </>
  );
}

function Languages({ back }: { back: () => void }) {
  const { shell, t, setLanguage } = useMore();
  return (
    <fieldset class="languages">
      <legend id="menu-name">
        <button type="button" class="item" onClick={back}>
          <Icon sign="back" turn />
          <b>{t('language')}</b>
        </button>
      </legend>
      {languageCodes.map((code) => (
        <label key={code} class="item" lang={code} dir="auto">
          <input
            type="radio"
            name="language"
            checked={code === t.language}
            onChange={() => {
              setLanguage(code);
              shell.set({ menu: false });
            }}
          />
          <span>{languages[code]}</span>
          {code === t.language && <Icon sign="check" small />}
        </label>
      ))}
    </fieldset>
  );
}

/** What is kept of the visitor. */
function Privacy({ back }: { back: () => void }) {
  const { t } = useMore();
  return (
    <div>
      <button type="button" class="item" id="menu-name" onClick={back}>
        <Icon sign="back" turn />
        <b>{t('privacy')}</b>
      </button>
      <div class="confirm">
        <p>{t('privacyWhat')}</p>
      </div>
    </div>
  );
}

function Confirm({ what, back }: { what: 'erase' | 'forget'; back: () => void }) {
  const { shell, t } = useMore();
  const erases = what === 'erase';
  return (
    <div class="confirm">
      <h2 id="menu-name">{t(erases ? 'eraseTitle' : 'forget')}</h2>
      <p>{t(erases ? 'eraseWhy' : 'forgetWhy')}</p>
      <div class="row">
        <button type="button" class="btn" onClick={back}>
          {t('cancel')}
        </button>
        <button
          type="button"
          class={erases ? 'btn bad' : 'btn main'}
          onClick={() => shell.do((talk) => (erases ? talk.erase() : talk.logout()))}
        >
          {t(erases ? 'eraseAll' : 'forget')}
        </button>
      </div>
    </div>
  );
}
