// The panel's document: one screen at a time, the menu over it, and the keys that work everywhere.

import { useEffect, useRef } from 'preact/hooks';
import { Home } from './Home.tsx';
import { Icon } from './Icon.tsx';
import { type Panel, PanelContext, usePanel } from './panel.ts';
import { ChatScreen, Help, Menu } from './parts.tsx';

export function App({ panel }: { panel: Panel }) {
  return (
    <PanelContext.Provider value={panel}>
      <Frame />
    </PanelContext.Provider>
  );
}

function Frame() {
  const { shell, state, t, close } = usePanel();
  const root = useRef<HTMLDivElement>(null);
  const { screen, menu, phone, phase, session, site } = state;
  const slug = screen.at === 'help' ? screen.slug : undefined;

  // Whoever comes to another screen begins at its beginning; on a phone no keyboard jumps up.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen is what it is about
  useEffect(() => {
    if (
      !root.current?.contains(document.activeElement) &&
      document.activeElement !== document.body
    ) {
      return;
    }
    focusFirst(phone);
  }, [screen.at, slug, phone]);

  // On the document: what had the focus may be gone, and its keys then come from the body.
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      if (!shell.state.menu) {
        close();
        return;
      }
      shell.set({ menu: false });
      root.current?.querySelector<HTMLElement>('.menu-button')?.focus();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, [shell, close]);

  return (
    <div
      ref={root}
      class={phone ? 'panel phone' : 'panel'}
      role="dialog"
      aria-label={t('title', { site: site?.name ?? '' })}
      aria-modal={phone}
      tabIndex={-1}
    >
      {phase === 'failed' && !session ? <Failed /> : <Screen />}
      {menu && <Menu />}
    </div>
  );
}

/** Puts the focus where one goes on: into the composer, or on a phone, where a keyboard would jump up, nowhere in particular. */
export function focusFirst(phone: boolean): void {
  const root = document.querySelector<HTMLElement>('.panel');
  const first = phone ? null : root?.querySelector<HTMLElement>('[data-focus]');
  (first ?? root)?.focus();
}

function Screen() {
  const { state } = usePanel();
  switch (state.screen.at) {
    case 'home':
      return <Home />;
    case 'chat':
      return <ChatScreen />;
    case 'help':
      return <Help key={state.screen.slug} slug={state.screen.slug} from={state.screen.from} />;
  }
}

/** The session could not be opened: what failed, what to do, and how else to reach the site. */
function Failed() {
  const { shell, t, close, state } = usePanel();
  const contact = state.site?.fallback_contact;
  return (
    <>
      <header class="head">
        <div class="who" />
        <button type="button" class="icon" aria-label={t('close')} onClick={close}>
          <Icon sign="close" />
        </button>
      </header>
      <div class="cannot" role="alert">
        <Icon sign="off" />
        <h2>{t('cannotOpen')}</h2>
        <p class="muted">{t('cannotOpenWhy')}</p>
        {contact && <p class="muted">{t('reachUs', { contact })}</p>}
        <button type="button" class="btn main" onClick={() => shell.retry()}>
          {t('tryAgain')}
        </button>
      </div>
    </>
  );
}
