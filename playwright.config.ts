import { defineConfig } from '@playwright/test';
import type { ServerOptions } from './e2e/test.ts';

export default defineConfig<ServerOptions>({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/playwright',
  forbidOnly: true,
  fullyParallel: false,
  // Each worker runs servers and browsers of its own; two cores carry one such crowd.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 }, // for two busy cores; a condition that holds is seen at once
  reporter: [['list'], ['junit', { outputFile: 'test-results/playwright.xml' }]],
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['BATON_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Headless Chromium 156 without a GPU never finishes pictures of a page with a frame in another
        // process. The panel stays of another origin; only the process is shared.
        '--disable-site-isolation-trials',
        '--disable-features=IsolateOrigins,site-per-process',
      ],
    },
  },
  projects: [
    // Every test runs on one node with SQLite; those tagged @cluster run on Postgres and Redis with two nodes too.
    { name: 'solo', use: { profile: 'solo' } },
    { name: 'cluster', use: { profile: 'cluster' }, grep: /@cluster/ },
    // Pictures are no tests: only `make screenshots` asks for them.
    ...(process.env['BATON_SCREENSHOTS'] === undefined
      ? []
      : [{ name: 'screenshots', use: { profile: 'solo' as const }, testMatch: '*.shots.ts' }]),
  ],
});
