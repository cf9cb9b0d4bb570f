import { test as base } from '@playwright/test';
import { type Profile, type Server, startServer } from './server.ts';

export interface ServerOptions {
  /** Set by the project in playwright.config.ts. */
  readonly profile: Profile;
}

/** Playwright's test with a running demo, shared by the tests of a worker. */
export const test = base.extend<object, ServerOptions & { server: Server }>({
  profile: ['solo', { scope: 'worker', option: true }],
  server: [
    async ({ profile }, use) => {
      const server = await startServer(profile);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
