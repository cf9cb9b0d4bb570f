import { createHmac } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import type { Account } from './demo.ts';
import { Office } from './office.ts';
import { test } from './test.ts';

test.beforeEach(async ({ server }) => {
  await (await Office.signIn(server.demo.dashboard, server.demo.admin)).clear();
});

async function signIn(page: Page, dashboard: string, who: Account): Promise<void> {
  await page.goto(dashboard);
  await page.getByLabel(/e-?mail/i).fill(who.email);
  await page.getByLabel(/password/i).fill(who.password);
  await page.getByRole('button', { name: /sign in/i }).click();
  await expect(page.getByRole('button', { name: /available/i })).toBeVisible();
}

/** What the shop's server would do. */
function signed(secret: string, claims: object): string {
  const part = (x: object) => Buffer.from(JSON.stringify(x)).toString('base64url');
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
}

test('a page signs its visitor in, and the team sees what is proved and what is claimed @cluster', async ({
  browser,
  server,
}) => {
  test.setTimeout(60_000);
  const { demo } = server;
  const admin = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 } })
  ).newPage();
  await signIn(admin, demo.dashboard, demo.admin);
  await admin.goto(`${demo.dashboard}/settings/install`);
  await admin.getByLabel('Site', { exact: true }).selectOption('Northwheel');
  await admin.getByRole('button', { name: 'Make a secret' }).click();
  await expect(admin.getByText(/it is not shown again/)).toBeVisible();
  const lines = await admin.locator('pre').allTextContents();
  const secret = lines.find((line) => /^[\da-f]{64}$/.test(line.trim()))?.trim() ?? '';
  expect(secret).toHaveLength(64);

  const context = await browser.newContext();
  const page = await context.newPage();
  const warned: string[] = [];
  page.on('console', (m) => {
    if (m.text().startsWith('Baton')) warned.push(m.text());
  });
  await page.goto(demo.shop);
  const key = new URL(
    (await page.locator('script[src*="widget.js"]').first().getAttribute('src')) ?? '',
    demo.shop,
  ).searchParams.get('site');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const claims = { aud: key, sub: 'customer-7', name: 'Maria Silva', tier: 'gold', exp };
  const tokens = { good: signed(secret, claims), late: signed(secret, { ...claims, exp: 1 }) };
  await page.evaluate((token) => {
    const { Baton } = window as unknown as { Baton: (name: string, ...args: unknown[]) => void };
    Baton('set', { cart: 3, tier: 'platinum' });
    Baton('track', 'checkout', { total: 49.9 });
    Baton('identify', async () => token);
  }, tokens.good);
  await page.getByRole('button', { name: /chat/i }).last().click();
  const panel = page.frameLocator('iframe');
  const composer = panel.getByRole('textbox').last();
  await composer.fill('Where is my parcel?');
  await composer.press('Enter');
  await expect(panel.getByText('Where is my parcel?').first()).toBeVisible();
  expect(warned).toEqual([]);

  await admin.goto(`${demo.dashboard}/inbox?list=assistant`);
  await admin
    .getByRole('region', { name: 'Conversations' })
    .getByText('Maria Silva')
    .first()
    .click();
  await admin.getByRole('tab', { name: 'Context' }).click(); // which pane is open is remembered per person
  const pane = admin.getByRole('region', { name: 'Contact', exact: true });
  await expect(pane.getByText('Signed in on the site')).toBeVisible();
  await expect(pane.getByText('customer-7')).toBeVisible();
  const proved = admin.getByRole('region', { name: 'From the site, verified' });
  await expect(proved.getByText('gold')).toBeVisible();
  const told = admin.getByRole('region', { name: 'Told by the page, not verified' });
  await expect(told.getByText('3')).toBeVisible();
  await expect(told.getByText('platinum')).toHaveCount(0);
  await expect(admin.getByText(/checkout.*total: 49\.9/).first()).toBeVisible();

  // Agents who look see a change without a reload; a bad token changes nothing but the console.
  await page.evaluate((token) => {
    const { Baton } = window as unknown as { Baton: (name: string, ...args: unknown[]) => void };
    Baton('set', { cart: 4 });
    Baton('identify', { token });
  }, tokens.late);
  await expect(told.getByText('4')).toBeVisible();
  await expect.poll(() => warned.join()).toMatch(/identify: The identity token has expired/);
  await expect(pane.getByText('Signed in on the site')).toBeVisible();
  await context.close();
  await admin.context().close();
});
