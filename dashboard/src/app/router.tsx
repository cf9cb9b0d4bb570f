import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { listNames, listSorts } from '../data/inboxRows.ts';
import { Failure, NotFound } from './Failure.tsx';
import { InboxRoom } from './InboxRoom.tsx';
import { Root } from './Root.tsx';
import { SignedIn } from './SignedIn.tsx';

const inboxSearch = z.object({
  list: z.catch(z.optional(z.enum(listNames)), undefined),
  sort: z.catch(z.optional(z.enum(listSorts)), undefined),
  site: z.catch(z.optional(z.string()), undefined),
  seq: z.catch(z.optional(z.number()), undefined),
});

const root = createRootRoute({ component: Root, errorComponent: Failure, notFoundComponent: NotFound });

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: z.object({ token: z.catch(z.optional(z.string()), undefined) }),
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

const inbox = createRoute({ getParentRoute: () => inside, path: '/inbox', validateSearch: inboxSearch, component: InboxRoom });

const conversation = createRoute({ getParentRoute: () => inbox, path: '/$conversation' });

const knowledgeSearch = z.object({
  site: z.catch(z.optional(z.string()), undefined),
  q: z.catch(z.optional(z.string()), undefined),
});

const knowledge = createRoute({
  getParentRoute: () => inside,
  path: '/knowledge',
  validateSearch: knowledgeSearch,
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
  validateSearch: z.object({ site: z.catch(z.optional(z.string()), undefined) }),
});

const tree = root.addChildren([
  setup,
  inside.addChildren([home, inbox.addChildren([conversation]), knowledge.addChildren([article]), settings.addChildren([area])]),
]);

export const router = createRouter({ routeTree: tree, defaultPreload: 'intent', scrollRestoration: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
