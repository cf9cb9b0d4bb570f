// The whole dashboard on the mock server, for tests that press what people press.

import { createMemoryHistory } from '@tanstack/react-router';
import { configure, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { App } from '../app/App.tsx';
import { createCache } from '../app/cache.ts';
import { createEnv } from '../app/env.ts';
import { createDashboardRouter } from '../app/router.tsx';
import { PlayedBrowser } from './browser.ts';
import { mockGround, type Scene } from './ground.ts';
import { House } from './house.ts';

// Rooms are fetched when they are first opened, which takes a moment on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

interface Options {
  scene?: Scene;
  /** Changes the house before anybody looks at it. */
  arrange?: (house: House) => void;
  /** Fake timers to move along with the person. */
  advance?: (ms: number) => void;
  /** Calls that do not reach the server. */
  refuse?: (call: Asked) => boolean;
  browser?: PlayedBrowser;
}

/** What was asked of the server. */
interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/** Opens the dashboard at an address, signed in. */
export function openApp(
  address: string,
  { scene = 'quiet', arrange, advance, refuse, browser = new PlayedBrowser() }: Options = {},
) {
  const house = new House();
  const ground = mockGround(scene, house);
  arrange?.(house);
  const calls: Asked[] = [];
  const env = createEnv({
    ...ground,
    browser,
    fetch: async (input, init) => {
      const request =
        input instanceof Request ? input : new Request(new URL(String(input), location.href), init);
      const text = await request.clone().text();
      const { pathname, search } = new URL(request.url);
      const call = {
        method: request.method,
        path: pathname.replace('/api/v1', '') + search,
        body: text ? JSON.parse(text) : undefined,
      };
      calls.push(call);
      if (refuse?.(call)) throw new TypeError('the network is down');
      return ground.fetch(request);
    },
  });
  const cache = createCache();
  const router = createDashboardRouter(createMemoryHistory({ initialEntries: [address] }));
  render(<App env={env} cache={cache} router={router} />);
  const user = userEvent.setup(advance ? { advanceTimers: advance } : {});
  /** What was asked of one operation. */
  const asked = (method: string, path: RegExp) =>
    calls.filter((c) => c.method === method && path.test(c.path));
  return { house, router, user, cache, asked };
}
