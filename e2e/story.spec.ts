import {
  type Browser,
  type BrowserContext,
  expect,
  type FrameLocator,
  type Page,
} from '@playwright/test';
import type { AgentAccount, Demo } from './demo.ts';
import { test } from './test.ts';

/** A visitor's tab with the panel open. */
interface Visitor {
  readonly page: Page;
  readonly panel: FrameLocator;
  say(text: string): Promise<void>;
}

async function openPanel(page: Page, shop: string): Promise<Visitor> {
  await page.goto(shop);
  await page.getByRole('button', { name: /chat/i }).last().click();
  const panel = page.frameLocator('iframe');
  const composer = panel.getByRole('textbox').last();
  await expect(composer).toBeVisible();
  return {
    page,
    panel,
    say: async (text) => {
      await composer.fill(text);
      await composer.press('Enter');
      await expect(panel.getByText(text, { exact: true }).first()).toBeVisible();
    },
  };
}

async function newVisitor(
  browser: Browser,
  demo: Demo,
): Promise<Visitor & { context: BrowserContext }> {
  const context = await browser.newContext();
  return { context, ...(await openPanel(await context.newPage(), demo.shop)) };
}

/** Signs an agent in, in a browser of their own. */
async function signIn(browser: Browser, demo: Demo, who: AgentAccount): Promise<Page> {
  const page = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 } })
  ).newPage();
  await page.goto(demo.dashboard);
  await page
    .getByLabel(/e-?mail/i)
    .first()
    .fill(who.email);
  await page
    .getByLabel(/password/i)
    .first()
    .fill(who.password);
  await page.getByRole('button', { name: /sign in/i }).click();
  await expect(page.getByRole('button', { name: /available/i })).toBeVisible();
  return page;
}

/** Takes the conversation that waits. */
async function claim(agent: Page): Promise<void> {
  await agent
    .getByRole('button', { name: /^claim/i })
    .first()
    .click();
  await expect(agent.getByRole('button', { name: /resolve/i }).first()).toBeVisible();
}

async function reply(agent: Page, text: string): Promise<void> {
  const box = agent.getByRole('textbox', { name: /write to|reply|message/i }).last();
  await box.fill(text);
  await box.press('Control+Enter');
}

function first<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined) throw new Error('the list is empty');
  return one;
}

test('a visitor asks, the assistant answers, a person takes over in the same widget @cluster', async ({
  browser,
  server,
}) => {
  test.setTimeout(60_000);
  const { demo } = server;
  const agent = await signIn(browser, demo, first(demo.agents));
  const v = await newVisitor(browser, demo);

  await v.say('How long does delivery take?');
  await expect(v.panel.getByText('Delivery times and costs').first()).toBeVisible();

  await v.say('can I talk to someone real?');
  await expect(v.panel.getByText(/explain it again/).first()).toBeVisible();
  await expect(v.panel.getByText(/in line/i).first()).toBeVisible();
  await expect(v.panel.getByRole('button', { name: /never mind/i })).toBeVisible();

  await claim(agent);
  await expect(agent.getByText('can I talk to someone real?').first()).toBeVisible();
  await expect(v.panel.getByText(/Anna joined/).first()).toBeVisible();
  await expect(v.panel.getByText(/happy to help/).first()).toBeVisible();

  await reply(agent, 'Two to four days, I have just looked.');
  await expect(v.panel.getByText('Two to four days, I have just looked.').first()).toBeVisible();
  await v.say('Thank you, that is quick!');
  await expect(agent.getByText('Thank you, that is quick!').first()).toBeVisible();

  await agent.getByRole('tab', { name: /note/i }).first().click();
  const note = agent.getByRole('textbox').last();
  await note.fill('be generous with this one');
  await note.press('Control+Enter');
  await expect(agent.getByText('be generous with this one').first()).toBeVisible();

  // A reload loses nothing, shows nothing twice, and the note stays where it belongs.
  await v.page.reload();
  const again = await openPanel(v.page, v.page.url());
  await again.panel.getByText('Continue your last chat').click();
  await expect(again.panel.getByText('Thank you, that is quick!', { exact: true })).toHaveCount(1);
  await expect(again.panel.getByText('be generous')).toHaveCount(0);

  await agent
    .getByRole('button', { name: /resolve/i })
    .first()
    .click();
  await expect(again.panel.getByText(/How was it with Anna/)).toBeVisible();
  await again.panel.getByRole('radio').nth(4).check({ force: true });
  await again.panel
    .getByRole('button', { name: /^send$/i })
    .first()
    .click();
  await expect(again.panel.getByText(/Thank you/).last()).toBeVisible();
  await v.context.close();
  await agent.context().close();
});

test('never mind withdraws the request', async ({ browser, server }) => {
  const { demo } = server;
  const agent = await signIn(browser, demo, first(demo.agents));
  const v = await newVisitor(browser, demo);
  await v.say('I want to speak to a person');
  await v.panel.getByRole('button', { name: /never mind/i }).click();
  await expect(v.panel.getByText(/Request withdrawn/i).first()).toBeVisible();
  await expect(v.panel.getByRole('button', { name: /talk to a person/i })).toBeVisible();
  await v.context.close();
  await agent.context().close();
});

test('what was written without a connection arrives once it is back, in order', async ({
  browser,
  server,
}) => {
  const v = await newVisitor(browser, server.demo);
  await v.say('Hello there');
  await v.context.setOffline(true);
  await v.say('first without a net');
  await v.say('second without a net');
  await v.context.setOffline(false);
  await v.page.reload();
  const again = await openPanel(v.page, server.demo.shop);
  await again.panel.getByText('Continue your last chat').click();
  for (const text of ['first without a net', 'second without a net']) {
    await expect(again.panel.getByText(text, { exact: true })).toHaveCount(1);
  }
  await v.context.close();
});
