import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from '@tanstack/react-router';
import { type ListName, type ListSort, listNames, listSorts } from '../data/inboxRows.ts';
import { Failure, NotFound } from './Failure.tsx';
import { InboxRoom } from './InboxRoom.tsx';
import { Root } from './Root.tsx';
import { SignedIn } from './SignedIn.tsx';

interface InboxSearch {
  list?: ListName | undefined;
  sort?: ListSort | undefined;
  site?: string | undefined;
  /** A message to show. */
  seq?: number | undefined;
}

type Raw = Record<string, unknown>;

const text = (x: unknown) => (typeof x === 'string' && x !== '' ? x : undefined);

/** What an address asks for, without what makes no sense and without what is so anyway. */
const inboxSearch = (raw: Raw): InboxSearch => ({
  list: listNames.find((name) => name === raw['list']),
  sort: listSorts.find((sort) => sort === raw['sort']),
  site: text(raw['site']),
  seq: typeof raw['seq'] === 'number' ? raw['seq'] : undefined,
});

const siteSearch = (raw: Raw): { site?: string | undefined } => ({ site: text(raw['site']) });

/** The board: of which site, and whether it hangs on a wall. */
const boardSearch = (raw: Raw): { site?: string | undefined; wall?: true | undefined } => ({
  ...siteSearch(raw),
  wall: raw['wall'] === true ? true : undefined,
});

/** A page of the settings: of which site, and with which of its things open. */
const areaSearch = (raw: Raw): { site?: string | undefined; item?: string | undefined } => ({
  ...siteSearch(raw),
  item: text(raw['item']),
});

const root = createRootRoute({
  component: Root,
  errorComponent: Failure,
  notFoundComponent: NotFound,
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (raw: Raw): { token?: string | undefined } => ({ token: text(raw['token']) }),
  component: lazyRouteComponent(() => import('./SetupRoom.tsx'), 'SetupRoom'),
});

const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: SignedIn });

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox', replace: true });
  },
});

const inbox = createRoute({
  getParentRoute: () => inside,
  path: '/inbox',
  validateSearch: inboxSearch,
  component: InboxRoom,
});

const conversation = createRoute({ getParentRoute: () => inbox, path: '/$conversation' });

const board = createRoute({
  getParentRoute: () => inside,
  path: '/board',
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import('./BoardRoom.tsx'), 'BoardRoom'),
});

const knowledge = createRoute({
  getParentRoute: () => inside,
  path: '/knowledge',
  validateSearch: siteSearch,
  component: lazyRouteComponent(() => import('./KnowledgeRoom.tsx'), 'KnowledgeRoom'),
});

const article = createRoute({ getParentRoute: () => knowledge, path: '/$article' });

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('./SettingsRoom.tsx'), 'SettingsRoom'),
});

const area = createRoute({
  getParentRoute: () => settings,
  path: '/$area',
  validateSearch: areaSearch,
});

const tree = root.addChildren([
  setup,
  inside.addChildren([
    home,
    inbox.addChildren([conversation]),
    board,
    knowledge.addChildren([article]),
    settings.addChildren([area]),
  ]),
]);

/** The addresses of the dashboard. Tests bring a history of their own. */
export function createDashboardRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    scrollRestoration: false,
    ...(history ? { history } : {}),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createDashboardRouter>;
  }
}
