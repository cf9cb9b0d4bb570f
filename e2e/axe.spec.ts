import { expect, type Page } from '@playwright/test';
import { Audit } from './audit.ts';
import { Colleague } from './colleague.ts';
import { Office } from './office.ts';
import { startEmpty } from './server.ts';
import { test } from './test.ts';
import { Visitor } from './visitor.ts';

test.setTimeout(180_000);
// A trace keeps every step of axe; the names of the screens say enough.
test.use({ trace: 'off' });

const sizes = {
  'at a desk': { viewport: { width: 1280, height: 800 }, hasTouch: false },
  'on a phone': { viewport: { width: 390, height: 844 }, hasTouch: true },
};

for (const [where, options] of Object.entries(sizes)) {
  test(`every screen of the widget ${where}, light, dark and from right to left`, async ({
    browser,
    server,
  }) => {
    const { demo } = server;
    const [anna] = demo.agents;
    const v = await Visitor.arrive(browser, demo.shop, options);
    const { page, panel } = v;
    const audit = new Audit(page, 'baton-chat');
    const speak = async (language: string, direction: string) => {
      await page.evaluate(`Baton('locale', '${language}')`);
      await expect(panel.locator('html')).toHaveAttribute('dir', direction);
    };
    // A phone has the colours and the directions of a desk.
    const screen = async (name: string) => {
      if (options.hasTouch) return audit.light(name);
      await audit.screen(name);
      await speak('ar', 'rtl');
      await audit.light(`${name}, arabic`);
      await speak('en', 'ltr');
    };

    await audit.screen('launcher');
    await v.open();
    await screen('home');
    await panel.getByRole('button', { name: 'Menu' }).click();
    await screen('menu');
    await panel.getByRole('button', { name: /^Language/ }).click();
    await audit.screen('languages');
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'Menu' }).click();
    await panel.getByRole('button', { name: /^Delete my data/ }).click();
    await audit.screen('delete my data');
    await page.keyboard.press('Escape');

    await panel.getByRole('button', { name: 'Search help' }).click();
    await expect(panel.getByRole('searchbox')).toBeVisible();
    await screen('help');
    await panel.getByRole('searchbox').fill('zzzz');
    await expect(panel.getByText('Nothing found')).toBeVisible();
    await audit.screen('help without a result');
    await panel.getByRole('searchbox').fill('delivery');
    await panel.getByRole('button', { name: /^Delivery times and costs/ }).click();
    await expect(panel.getByRole('heading', { name: 'Delivery times and costs' })).toBeVisible();
    await screen('article');
    await panel.getByRole('button', { name: 'Back' }).click();

    await v.say('How long does delivery take?');
    await expect(panel.getByRole('list', { name: 'Sources' })).toBeVisible();
    await screen('answer');

    // Nobody is there, so the way to the visitor is asked for.
    await v.askForPerson();
    await expect(panel.getByRole('textbox', { name: 'E-mail or phone' })).toBeVisible();
    await screen('contact prompt');
    await panel.getByRole('textbox', { name: 'E-mail or phone' }).fill('nonsense');
    await panel.getByRole('textbox', { name: 'E-mail or phone' }).press('Enter');
    await expect(panel.getByRole('alert')).not.toBeEmpty();
    await audit.screen('contact prompt with a mistake');
    await panel.getByRole('textbox', { name: 'E-mail or phone' }).fill('maria@example.com');
    await panel.getByRole('textbox', { name: 'E-mail or phone' }).press('Enter');
    await expect(panel.getByText('To maria@example.com and here in this chat')).toBeVisible();
    await screen('promise');
    await panel.getByRole('button', { name: 'Never mind' }).click();
    await expect(v.said('Request withdrawn')).toHaveCount(0);
    await expect(panel.getByRole('button', { name: 'Talk to a person' })).toBeVisible();

    const agent = await Colleague.signIn(browser, demo.dashboard, anna);
    await panel.getByRole('button', { name: 'Talk to a person' }).click();
    await expect(panel.getByRole('region', { name: 'Getting a person' })).toBeVisible();
    await expect(panel.getByText(/in line$/)).toBeVisible();
    await screen('waiting');

    await agent.accept();
    await expect(panel.getByRole('heading', { name: 'Anna joined' })).toBeVisible();
    await screen('joined');
    await agent.reply.pressSequentially('Just');
    await expect(panel.getByText('Typing…')).toBeVisible();
    await audit.screen('typing');
    await agent.say('Two to four days, I have **just looked**.');
    await page.context().setOffline(true);
    await v.say('Thank you!');
    await expect(panel.getByText('No connection. Messages are kept.')).toBeVisible();
    await screen('offline');
    await page.context().setOffline(false);
    await expect(agent.said('Thank you!')).toBeVisible();

    await agent.resolve();
    await expect(panel.getByText('How was it with Anna?')).toBeVisible();
    await screen('rating');
    await panel.getByRole('radio', { name: '5 of 5' }).check({ force: true });
    await panel.getByRole('button', { name: 'Send' }).first().click();
    await expect(panel.getByText('You gave 5 of 5')).toBeVisible();
    await screen('thanks');
    await panel.getByRole('button', { name: 'Back' }).click();
    await audit.screen('home of who comes back');

    await v.leave();
    await agent.leave();
  });
}

const areas = [
  'profile',
  'security',
  'appearance',
  'keyboard',
  'sites',
  'install',
  'hours',
  'sla',
  'assistant',
  'texts',
  'golive',
  'rules',
  'topics',
  'teams',
  'skills',
  'simulator',
  'statuses',
  'team',
] as const;

/** Closes what lies over the page. */
async function shut(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.locator('[role=menu], [role=dialog][data-width]')).toHaveCount(0);
}

test('every room of the dashboard, light, dark and on a phone', async ({ browser, server }) => {
  const { demo } = server;
  const office = await Office.signIn(demo.dashboard, demo.admin);
  await office.clear();

  const door = await (await browser.newContext(sizes['at a desk'])).newPage();
  await door.goto(demo.dashboard);
  await expect(door.getByRole('button', { name: 'Sign in' })).toBeVisible();
  const front = new Audit(door);
  await front.shrunk('sign-in');
  await door.getByRole('button', { name: 'Sign in' }).click();
  await expect(door.getByText('Type your password.')).toBeVisible();
  await front.shrunk('sign-in with mistakes');
  await door.context().close();

  const robin = await Colleague.signIn(browser, demo.dashboard, demo.admin);
  const { page } = robin;
  const audit = new Audit(page);
  const screen = (name: string) => audit.shrunk(name);
  const go = async (path: string) => {
    await page.goto(new URL(path, demo.dashboard).href);
    await expect(robin.status).toBeVisible();
  };

  for (const list of ['', 'queue', 'assistant', 'follow_up', 'snoozed', 'all', 'resolved']) {
    await go(`/inbox?list=${list}`);
    await screen(`list ${list || 'mine'}`);
  }

  const v = await (await Visitor.arrive(browser, demo.shop)).open();
  await v.say('How long does delivery take?');
  await v.askForPerson();
  await go('/inbox?list=queue');
  await page.getByRole('list', { name: 'Queue' }).getByRole('link').first().click();
  await expect(robin.said('Asked for a person')).toBeVisible();
  await audit.wide('waiting conversation');
  await page
    .getByRole('button', { name: /^Claim$/ })
    .first()
    .click();
  await expect(robin.reply).toBeVisible();
  await robin.say('Two to four days, I have **just looked**.');
  await v.composer.pressSequentially('Than');
  await v.say('Thank you!');
  await expect(robin.said('Thank you!')).toBeVisible();
  await robin.reply.fill('You are *welcome*');
  await audit.wide('own conversation');
  await page.getByRole('button', { name: 'Preview' }).click();
  await audit.screen('preview of a reply');
  await page.getByRole('button', { name: 'Preview' }).click();
  await robin.reply.fill('');
  await robin.noteDown('be generous with this one');
  await expect(robin.said('be generous with this one')).toBeVisible();
  await audit.wide('note');
  await page.getByRole('tab', { name: 'Reply', exact: true }).click();
  await page.getByRole('tab', { name: 'Copilot' }).click();
  await expect(page.getByText('Suggested reply')).toBeVisible();
  await audit.wide('copilot');
  await page.getByRole('button', { name: 'Draft', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Insert', exact: true })).toBeVisible();
  await audit.screen('copilot with a draft');
  await page.getByRole('tab', { name: 'Context' }).click();
  await page.getByRole('button', { name: 'Add a field' }).click();
  await audit.wide('context');

  await page.getByRole('button', { name: 'Transfer', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await screen('transfer');
  await shut(page);
  await page.getByRole('button', { name: 'Snooze' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await screen('snooze');
  await shut(page);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await audit.screen('more');
  await shut(page);
  await page.keyboard.press('Control+K');
  await expect(page.getByRole('dialog')).toBeVisible();
  await screen('palette');
  await page.getByRole('combobox', { name: 'Find an action' }).fill('zzzz');
  await audit.screen('palette without a result');
  await shut(page);
  await page.getByRole('heading', { level: 2 }).first().click();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await screen('keyboard shortcuts');
  await shut(page);
  await page.keyboard.press('p');
  await expect(page.getByRole('menu')).toBeVisible();
  await screen('presence');
  await shut(page);
  await page.getByRole('button', { name: /your menu$/ }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await screen('own menu');
  await shut(page);
  await page.getByRole('combobox', { name: /^Search/ }).fill('delivery');
  await expect(page.getByRole('option').first()).toBeVisible();
  await audit.screen('search');
  await page.getByRole('combobox', { name: /^Search/ }).fill('zzzz');
  await expect(page.getByText(/^Nothing for/)).toBeVisible();
  await audit.screen('search without a result');
  await page.getByRole('combobox', { name: /^Search/ }).fill('');
  await page.keyboard.press('Escape');
  await robin.resolve();
  await expect(page.getByText(/^Resolved, /).first()).toBeVisible();
  await screen('resolved');

  await go(`/knowledge?site=${(await office.site()).id}`);
  await expect(page.getByRole('link', { name: /^Delivery times and costs/ })).toBeVisible();
  await screen('knowledge');
  await page.getByRole('link', { name: /^Delivery times and costs/ }).click();
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeVisible();
  await screen('article');
  await page.getByRole('button', { name: 'Import Markdown' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await screen('import');
  await shut(page);
  await page.getByRole('searchbox', { name: 'Search articles' }).fill('zzzz');
  await expect(page.getByText('Nothing for “zzzz”', { exact: true })).toBeVisible();
  await audit.screen('knowledge without a result');

  for (const area of areas) {
    await go(`/settings/${area}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await screen(`settings, ${area}`);
  }
  await page.getByRole('button', { name: 'Add a person' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await screen('add a person');
  await shut(page);

  await go('/board');
  await expect(page.getByRole('heading', { name: 'Live board' })).toBeVisible();
  await screen('board');
  await page.goto(new URL('/board?wall=true', demo.dashboard).href);
  await expect(page.getByRole('table', { name: 'Queues' })).toBeVisible();
  await screen('board on a wall');

  await page.goto(new URL('/nowhere', demo.dashboard).href);
  await expect(page.getByText('There is no page at this address')).toBeVisible();
  await screen('no such page');
  await go('/inbox/no-such-conversation');
  await expect(page.getByText('There is no such conversation')).toBeVisible();
  await screen('no such conversation');
  await page.route('**/api/v1/inbox?*', (route) => route.fulfill({ status: 500, body: '{}' }));
  await go('/inbox?list=all');
  await expect(page.getByText('The list did not load')).toBeVisible();
  await screen('list that fails');
  await page.context().setOffline(true);
  await expect(page.getByRole('button', { name: 'Retry now' })).toBeVisible();
  await screen('no connection');
  await robin.leave();
  await v.leave();

  const [anna] = demo.agents;
  const agent = await Colleague.signIn(browser, demo.dashboard, anna);
  const forbidden = new Audit(agent.page);
  await agent.page.goto(new URL('/settings/team', demo.dashboard).href);
  await expect(agent.page.getByText(/for admins|Only admins/).first()).toBeVisible();
  await forbidden.shrunk('for admins only');
  await agent.leave();
});

test('every step of the first run, light, dark and on a phone', async ({ browser }) => {
  const empty = await startEmpty();
  const page = await (await browser.newContext(sizes['at a desk'])).newPage();
  const audit = new Audit(page);
  const screen = (name: string) => audit.shrunk(name);
  const next = (name: string | RegExp) => page.getByRole('button', { name }).click();
  const head = (name: string) => expect(page.getByRole('heading', { name })).toBeVisible();

  await page.goto(empty.setup.replace(/=.*/, '=wrong'));
  await head('The set-up link is needed');
  await screen('wrong link');
  await page.goto(empty.setup);
  await head('Make your account');
  await screen('account');
  await next('Continue');
  await expect(page.getByText('Write a name; visitors will see it.')).toBeVisible();
  await screen('account with mistakes');
  await page.getByLabel('Name').fill('Robin');
  await page.getByLabel('Email').fill('robin@example.com');
  await page.getByLabel('Password', { exact: true }).fill('a few good words here');
  await next('Continue');
  await head('Which site is it for?');
  await screen('site');
  await page.getByLabel('Name of the site').fill('Northwheel');
  await next('Create and continue');
  await head('When do people answer?');
  await screen('hours');
  await next('Continue');
  await head('What should the assistant know first?');
  await screen('answers');
  await next(/^Add \d+ articles$/);
  await head('Put the chat on your site');
  await screen('install');
  await next(/^Continue/);
  await head('Try it: you are visitor and agent');
  await expect(page.frameLocator('iframe').getByRole('textbox')).toBeVisible();
  await screen('test chat');
  await next('Finish and open the inbox');
  await expect(page).toHaveURL(/\/inbox/);
  await page.context().close();
  await empty.stop();
});
