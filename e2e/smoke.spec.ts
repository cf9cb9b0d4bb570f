import { expect } from '@playwright/test';
import { test } from './test.ts';

test('the demo opens in a browser and asks nobody but itself @cluster', async ({
  page,
  server,
}) => {
  const { shop, dashboard } = server.demo;
  const own = [shop, ...server.nodes.map((node) => node.url)].map((url) => new URL(url).host);
  const strangers: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && !own.includes(url.host)) strangers.push(url.href);
  });
  page.on('console', (message) => {
    const { url } = message.location();
    // Nobody is signed in yet; the browser reports the refusal as it reports a fault.
    if (url.endsWith('/api/v1/auth/refresh')) return;
    if (message.type() === 'error') complaints.push(`${message.text()} ${url}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));

  for (const address of [shop, dashboard]) {
    await page.goto(address, { waitUntil: 'networkidle' });
    await expect(page).toHaveTitle(/\S/);
  }
  expect(strangers).toEqual([]);
  expect(complaints).toEqual([]);
});

test('a node that is told to stop ends well and comes back on its port @cluster', async ({
  page,
  server,
}) => {
  const [node] = server.nodes;
  expect(await node.stop()).toBe(0);
  await expect(page.goto(node.url)).rejects.toThrow('ERR_CONNECTION_REFUSED');
  await node.start();
  expect((await page.goto(`${node.url}/healthz`))?.status()).toBe(200);
});
