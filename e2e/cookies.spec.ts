import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { expect } from '@playwright/test';
import { Host } from './host.ts';
import { test as base } from './test.ts';
import { Visitor } from './visitor.ts';

/** How Chromium's own settings are written: 0 allows cookies of third parties, 1 blocks them. */
type ThirdParties = 0 | 1;

interface Profile {
  /** Starts a browser on the same profile, as somebody does who comes back another day. */
  start(thirdParties: ThirdParties): Promise<BrowserContext>;
}

const test = base.extend<{ visitors: Profile }>({
  visitors: async ({ playwright, launchOptions }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'baton-profile-'));
    const open: BrowserContext[] = [];
    await use({
      start: async (thirdParties) => {
        const settings = join(folder, 'Default');
        if (open.length === 0) {
          await mkdir(settings);
          await writeFile(
            join(settings, 'Preferences'),
            JSON.stringify({ profile: { cookie_controls_mode: thirdParties } }),
          );
        }
        const context = await playwright.chromium.launchPersistentContext(folder, {
          ...launchOptions,
          reducedMotion: 'reduce',
        });
        open.push(context);
        return context;
      },
    });
    for (const context of open) await context.close();
    await rm(folder, { recursive: true, force: true });
  },
});

/** Gives a page in a frame of another site two cookies, and returns which of them came back. */
async function keptCookies(context: BrowserContext): Promise<string[]> {
  const [outer, inner] = [await Host.start(), await Host.start()];
  const site = `http://localhost:${new URL(inner.origin).port}`;
  inner.serve('/frame', {
    headers: {
      'Set-Cookie': [
        'plain=1; Path=/; Secure; SameSite=None',
        'partitioned=1; Path=/; Secure; SameSite=None; Partitioned',
      ],
    },
  });
  const page = await context.newPage();
  await page.goto(outer.serve('/', { body: `<iframe src="${site}/frame"></iframe>` }));
  await expect(page.frameLocator('iframe').getByText('Welcome')).toBeVisible();
  await page
    .frames()
    .at(-1)
    ?.evaluate(() => fetch('/next').then((answer) => answer.status));
  await page.close();
  const [, next] = inner.cookies;
  await Promise.all([outer.stop(), inner.stop()]);
  return (next ?? '').split('; ').map((cookie) => cookie.split('=')[0] ?? '');
}

test('a browser that allows cookies of third parties would send both kinds', async ({
  visitors,
}) => {
  expect(await keptCookies(await visitors.start(0))).toEqual(['plain', 'partitioned']);
});

test('the session survives reload, restart and another day where cookies of third parties are blocked', async ({
  visitors,
  server,
}) => {
  const context = await visitors.start(1);
  expect(await keptCookies(context), 'they are not blocked here').toEqual(['partitioned']);

  const v = await (await Visitor.inNewTab(await context.newPage(), server.demo.shop)).open();
  await v.say('How long does delivery take?');
  await expect(v.panel.getByRole('list', { name: 'Sources' })).toBeVisible();
  await v.reload();
  await expect(v.said('How long does delivery take?')).toHaveCount(1);

  const [node] = server.nodes;
  await node.stop();
  await node.start();
  await v.reload();
  await v.say('Is it free?');
  await expect(v.said('How long does delivery take?')).toHaveCount(1);

  await context.close();
  const later = await visitors.start(1);
  const again = await Visitor.inNewTab(await later.newPage(), server.demo.shop);
  await again.resume();
  await expect(again.said('How long does delivery take?')).toHaveCount(1);
  await expect(again.said('Is it free?')).toHaveCount(1);
});
