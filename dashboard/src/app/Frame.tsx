import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { Actions } from '../actions/registry.ts';
import { ActionsContext, useHandler, useKeyboard } from '../actions/useActions.ts';
import { useList } from '../data/inbox.ts';
import { useIsAdmin } from '../data/me.ts';
import { readKeyMap, usePreferences } from '../data/preferences.ts';
import { AlarmAlerts } from '../features/alerts/AlarmAlerts.tsx';
import { DueAlerts } from '../features/alerts/DueAlerts.tsx';
import { Offers } from '../features/offers/Offers.tsx';
import { BackCard } from '../features/presence/BackCard.tsx';
import { PresenceMenu } from '../features/presence/PresenceMenu.tsx';
import { t } from '../text/text.ts';
import { sayDone, sayFailed } from '../ui/toasts.ts';
import styles from './Frame.module.css';
import { Bar } from './frame/Bar.tsx';
import { ConnectionLine } from './frame/ConnectionSign.tsx';
import { Rail } from './frame/Rail.tsx';
import { nextTheme, useTheme } from './theme.ts';
import { useActive } from './useActive.ts';
import { useClaimNext } from './useClaimNext.ts';
import { usePanes } from './usePanes.ts';
import { useRenewal } from './useRenewal.ts';
import { useSignOut } from './useSignOut.ts';
import { useTitle } from './useTitle.ts';

const SearchBox = lazy(() =>
  import('../features/search/SearchBox.tsx').then((m) => ({ default: m.SearchBox })),
);
const Palette = lazy(() =>
  import('../features/palette/Palette.tsx').then((m) => ({ default: m.Palette })),
);
const ShortcutHelp = lazy(() =>
  import('../features/help/ShortcutHelp.tsx').then((m) => ({ default: m.ShortcutHelp })),
);
const Guide = lazy(() => import('../features/help/Guide.tsx').then((m) => ({ default: m.Guide })));

/** Everything around the room: rail, bar, connection, offers, keys. */
export function Frame({ children }: { children: ReactNode }) {
  const [actions] = useState(() => new Actions(Date.now, sayFailed));
  useKeyboard(actions);
  return (
    <ActionsContext value={actions}>
      <Keyed actions={actions}>{children}</Keyed>
    </ActionsContext>
  );
}

type Layer = 'palette' | 'keys' | 'guide';

function Keyed({ actions, children }: { actions: Actions; children: ReactNode }) {
  const navigate = useNavigate();
  const [{ theme, keys }, change] = usePreferences();
  const [layer, setLayer] = useState<Layer>();
  const close = () => setLayer(undefined);
  const admin = useIsAdmin();
  const signOut = useSignOut();
  useTheme(theme);
  useTitle();
  useActive();
  usePanes();
  useClaimNext();
  useRenewal();
  // Every room shows who waits and rings for offers, so these lists are always followed.
  useList('queue', 'line', undefined);
  useList('all', 'newest', undefined);
  const map = JSON.stringify(keys.map);
  useEffect(
    () => actions.configure({ single: keys.single, map: readKeyMap(JSON.parse(map)) }),
    [actions, keys.single, map],
  );
  useHandler('app.palette', () => setLayer('palette'));
  useHandler('app.help', () => setLayer('keys'));
  useHandler('app.guide', () => setLayer((now) => (now === 'guide' ? undefined : 'guide')));
  useHandler('app.theme', () => {
    const next = nextTheme(theme);
    change({ theme: next });
    sayDone(t(`theme.said.${next}`), next === 'dark' ? 'moon' : 'sun');
  });
  useHandler('app.signOut', signOut);
  useHandler('go.inbox', () => void navigate({ to: '/inbox' }));
  useHandler('go.board', () => void navigate({ to: '/board' }));
  useHandler('go.knowledge', () => void navigate({ to: '/knowledge' }));
  useHandler('go.settings', () => void navigate({ to: '/settings' }));
  const area = (id: string) => () => void navigate({ to: '/settings/$area', params: { area: id } });
  useHandler('go.rules', admin ? area('rules') : undefined);
  useHandler('go.teams', admin ? area('teams') : undefined);
  useHandler('go.skills', admin ? area('skills') : undefined);
  useHandler('go.statuses', admin ? area('statuses') : undefined);
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#main">
        {t('app.skip')}
      </a>
      <Rail />
      <Bar
        search={
          <Suspense fallback={<div className={styles.searchSoon} />}>
            <SearchBox />
          </Suspense>
        }
        presence={<PresenceMenu />}
      />
      <main id="main" className={styles.sheet} tabIndex={-1}>
        <ConnectionLine />
        <div className={styles.room}>{children}</div>
      </main>
      <Offers>
        <BackCard />
      </Offers>
      <DueAlerts />
      <AlarmAlerts />
      <Suspense fallback={null}>
        {layer === 'palette' && <Palette open onClose={close} />}
        {layer === 'keys' && <ShortcutHelp open onClose={close} />}
        {layer === 'guide' && <Guide open onClose={close} />}
      </Suspense>
    </div>
  );
}
