import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import { Colleague } from './colleague.ts';
import { Office } from './office.ts';
import type { Server } from './server.ts';
import { test } from './test.ts';
import { Visitor } from './visitor.ts';

test.beforeEach(async ({ server }) => {
  const office = await Office.signIn(server.demo.dashboard, server.demo.admin);
  await office.clear();
});

/** A visitor and Anna in one conversation, who sits at another node than they where there are two. */
async function together(browser: Browser, server: Server) {
  const node = server.nodes.at(-1) ?? server.nodes[0];
  const agent = await Colleague.signIn(browser, node.url, server.demo.agents[0]);
  const v = await (await Visitor.arrive(browser, server.demo.shop)).open();
  await v.askForPerson();
  await agent.accept();
  await expect(v.panel.getByRole('heading', { name: 'Anna joined' })).toBeVisible();
  return { agent, v };
}

/** What stands in the timeline, in its order, as far as one of these wrote it. */
async function kept(server: Server, agent: Colleague, texts: readonly string[]) {
  const office = await Office.signIn(server.demo.dashboard, server.demo.admin);
  return (await office.said(agent.conversationId)).filter((text) => texts.includes(text));
}

test('a visitor asks, the assistant answers, a person takes over in the same widget @cluster', async ({
  browser,
  server,
}) => {
  const { demo } = server;
  const agent = await Colleague.signIn(browser, demo.dashboard, demo.agents[0]);
  const v = await Visitor.arrive(browser, demo.shop);
  await v.identify({ name: 'Maria Lindqvist' });
  await v.open();

  await v.say('How long does delivery take?');
  await expect(v.panel.getByRole('list', { name: 'Sources' })).toContainText(
    'Delivery times and costs',
  );
  await v.say('Do you sell diving suits for dolphins?');
  await expect(v.list.getByText(/I’d rather not guess/)).toBeVisible();

  await v.panel.getByRole('button', { name: /^Talk to a person/ }).click();
  await expect(v.list.getByText(/^Of course, Maria\./)).toBeVisible();
  await expect(v.list.getByText(/won’t have to explain it again/)).toBeVisible();
  const strip = v.panel.getByRole('region', { name: 'Getting a person' });
  await expect(strip).toContainText(/in line/);
  await expect(strip.getByRole('button', { name: 'Never mind' })).toBeVisible();

  await agent.accept();
  await expect(agent.said('How long does delivery take?')).toBeVisible();
  await expect(v.panel.getByRole('heading', { name: 'Anna joined' })).toBeVisible();
  await expect(v.said('Sees your whole chat')).toBeVisible();
  await expect(v.list.getByText(/happy to help/)).toBeVisible();
  await expect(strip).toHaveCount(0);

  // Each sees the other write, and that what they wrote was read.
  await agent.reply.pressSequentially('Two to');
  await expect(v.panel.getByText('Typing…')).toBeVisible();
  await agent.say('Two to four days, I have just looked.');
  await expect(v.said('Two to four days, I have just looked.')).toBeVisible();
  await expect(agent.said('Seen')).toBeVisible();
  await v.composer.pressSequentially('Tha');
  await expect(agent.conversation.getByText(/typing$/)).toBeVisible();
  await v.say('Thank you, that is quick!');
  await expect(agent.said('Thank you, that is quick!')).toBeVisible();
  await expect(v.list.getByText(/^Seen/)).toBeVisible();

  const row = agent.page.getByRole('list', { name: 'Mine' }).getByRole('link');
  await expect(row).toHaveAccessibleName(/Maria Lindqvist/);
  await expect(row).not.toHaveAccessibleName(/unread/);

  // What the assistant could answer is left to the person who has joined.
  const answers = v.panel.getByRole('list', { name: 'Sources' });
  const before = await answers.count();
  await v.say('How do I return something?');
  await agent.say('Simply send it back.');
  await v.say('Good. How long does delivery take?');
  await agent.say('As I said: two to four days.');
  await expect(v.said('As I said: two to four days.')).toBeVisible();
  expect(await answers.count()).toBe(before);

  await agent.noteDown('be generous with this one');
  await expect(agent.said('be generous with this one')).toBeVisible();

  // A reload loses nothing, shows nothing twice, and the note stays where it belongs.
  await v.reload();
  await expect(v.said('Thank you, that is quick!')).toHaveCount(1);
  await expect(v.panel.getByText('be generous')).toHaveCount(0);
  await agent.page.reload();
  await expect(agent.said('be generous with this one')).toHaveCount(1);
  await expect(agent.said('As I said: two to four days.')).toHaveCount(1);

  // The assistant answers again once it has the conversation back.
  await agent.choose('Hand back to the assistant');
  await expect(v.list.getByText(/Anna handed back to Pip\. Just ask\./)).toBeVisible();
  await v.say('What does the warranty cover?');
  await expect(answers).toHaveCount(before + 1);

  await v.panel.getByRole('button', { name: /^Talk to a person/ }).click();
  await agent.accept();
  await agent.resolve();
  await expect(v.panel.getByText('How was it with Anna?')).toBeVisible();
  await v.panel.getByRole('radio', { name: '5 of 5' }).check({ force: true });
  await v.panel.getByRole('button', { name: 'Send' }).first().click();
  await expect(v.panel.getByText('You gave 5 of 5')).toBeVisible();
  await v.leave();
  await agent.leave();
});

test('somebody who is busy is offered nothing, and may still claim', async ({
  browser,
  server,
}) => {
  const { demo } = server;
  const agent = await Colleague.signIn(browser, demo.dashboard, demo.agents[0]);
  await agent.be('Busy');
  const v = await (await Visitor.arrive(browser, demo.shop)).open();
  await v.say('can I talk to someone real?');
  await agent.claimFirstOf('follow_up');
  await expect(v.panel.getByRole('heading', { name: 'Anna joined' })).toBeVisible();
  await agent.be('Available');
  await v.leave();
  await agent.leave();
});

test('never mind withdraws the request @cluster', async ({ browser, server }) => {
  const { demo } = server;
  const agent = await Colleague.signIn(browser, demo.dashboard, demo.agents[0]);
  const v = await (await Visitor.arrive(browser, demo.shop)).open();
  await v.askForPerson();
  await v.panel.getByRole('button', { name: 'Never mind' }).click();
  await expect(v.list.getByText(/Request withdrawn/)).toBeVisible();
  await expect(v.panel.getByRole('button', { name: /^Talk to a person/ })).toBeVisible();
  await expect(agent.page.getByText('Nobody is waiting').first()).toBeVisible();
  await v.leave();
  await agent.leave();
});

test('two tabs of one visitor show the same @cluster', async ({ browser, server }) => {
  const { agent, v } = await together(browser, server);
  const other = await Visitor.inNewTab(await v.page.context().newPage(), server.demo.shop);
  await other.resume();
  await other.say('written in the other tab');
  await expect(v.said('written in the other tab')).toHaveCount(1);
  await v.say('written in the first tab');
  await expect(other.said('written in the first tab')).toHaveCount(1);
  await agent.say('read in both');
  for (const tab of [v, other]) await expect(tab.said('read in both')).toHaveCount(1);
  await agent.resolve();
  await expect(v.panel.getByText('How was it with Anna?')).toBeVisible();
  await other.panel.getByRole('radio', { name: '4 of 5' }).check({ force: true });
  await other.panel.getByRole('button', { name: 'Send' }).first().click();
  for (const tab of [v, other]) {
    await expect(tab.panel.getByText('You gave 4 of 5')).toBeVisible();
  }
  await v.leave();
  await agent.leave();
});

for (const signal of ['TERM', 'KILL'] as const) {
  const how = signal === 'TERM' ? 'is restarted' : 'is killed';
  test(`nothing is lost, doubled or out of order when the visitor’s node ${how} @cluster`, async ({
    browser,
    server,
  }) => {
    const { agent, v } = await together(browser, server);
    const [node] = server.nodes;
    const visitors = ['before', 'while it was away', 'still away', 'after'];
    await v.say('before');
    await expect(agent.said('before')).toHaveCount(1);

    await node.stop(signal);
    await v.say('while it was away');
    await v.say('still away');
    await expect(v.said('Will be sent when you’re back')).toBeVisible();
    await agent.say('from the other side');
    await node.start();
    await expect(v.said('from the other side')).toHaveCount(1, { timeout: 30_000 });
    await expect(agent.said('still away')).toHaveCount(1, { timeout: 30_000 });
    await v.say('after');
    await expect(agent.said('after')).toHaveCount(1);

    for (const text of visitors) await expect(v.said(text)).toHaveCount(1);
    await expect(v.said('from the other side')).toHaveCount(1);
    await expect.poll(() => kept(server, agent, visitors)).toEqual(visitors);
    expect(await kept(server, agent, ['from the other side'])).toHaveLength(1);
    await v.leave();
    await agent.leave();
  });
}

test('what either side wrote without a connection arrives once it is back, in order @cluster', async ({
  browser,
  server,
}) => {
  const { agent, v } = await together(browser, server);
  const visitors = ['first without a net', 'second without a net'];
  const agents = ['mine without a net', 'and another'];

  await v.page.context().setOffline(true);
  for (const text of visitors) await v.say(text);
  await expect(v.panel.getByText('No connection. Messages are kept.')).toBeVisible();
  await agent.say('while you were away');
  await v.page.context().setOffline(false);
  await expect(v.panel.getByText(/^Back online/)).toBeVisible({ timeout: 20_000 });
  await expect(v.said('while you were away')).toHaveCount(1);
  for (const text of visitors) await expect(agent.said(text)).toHaveCount(1);

  await agent.page.context().setOffline(true);
  for (const text of agents) await agent.say(text);
  await expect(agent.page.getByRole('button', { name: 'Retry now' })).toBeVisible();
  await v.say('are you there?');
  await agent.page.context().setOffline(false);
  for (const text of agents) await expect(v.said(text)).toHaveCount(1, { timeout: 20_000 });
  await expect(agent.said('are you there?')).toHaveCount(1);

  // A page that was closed with letters in it sends them when it is opened again.
  await v.page.context().setOffline(true);
  await v.say('kept over a reload');
  await v.page.context().setOffline(false);
  await v.reload();
  await expect(v.said('kept over a reload')).toHaveCount(1);
  await expect(agent.said('kept over a reload')).toHaveCount(1);

  const all = [...visitors, 'kept over a reload'];
  expect(await kept(server, agent, all)).toEqual(all);
  expect(await kept(server, agent, agents)).toEqual(agents);
  await v.leave();
  await agent.leave();
});

test('twenty quick messages keep their order @cluster', async ({ browser, server }) => {
  const { agent, v } = await together(browser, server);
  const texts = Array.from({ length: 20 }, (_, i) => `quick message ${i + 1}`);
  for (const text of texts) {
    await v.composer.fill(text);
    await v.composer.press('Enter');
  }
  await expect(agent.said('quick message 20')).toBeVisible();
  const bubbles = v.list.getByText(/^quick message/);
  await expect(bubbles).toHaveText(texts);
  await v.reload();
  await expect(bubbles).toHaveText(texts);
  expect(await kept(server, agent, texts)).toEqual(texts);
  await v.leave();
  await agent.leave();
});

/** Presses a key until something has the focus, as somebody without a mouse does. */
async function walkTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press(key);
    const there = await target.evaluate(
      (el) => el.ownerDocument.hasFocus() && el.matches(':focus'),
    );
    if (there) return;
  }
  throw new Error(`${key} never led to ${target}`);
}

test('all of it by keyboard alone', async ({ browser, server }) => {
  const { demo } = server;
  const [anna] = demo.agents;
  const v = await Visitor.arrive(browser, demo.shop);
  const { keyboard } = v.page;
  const desk = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  const agent = new Colleague(desk);
  await desk.goto(demo.dashboard);
  await walkTo(desk, desk.getByLabel('Email'));
  await desk.keyboard.type(anna.email);
  await walkTo(desk, desk.getByLabel('Password', { exact: true }));
  await desk.keyboard.type(anna.password);
  await desk.keyboard.press('Enter');
  await agent.ready();

  await walkTo(v.page, v.launcher, 'Shift+Tab');
  await keyboard.press('Enter');
  await expect(v.composer).toBeFocused();
  await keyboard.type('How long does delivery take?');
  await keyboard.press('Enter');
  await expect(v.panel.getByRole('list', { name: 'Sources' })).toBeVisible();
  await walkTo(v.page, v.panel.getByRole('button', { name: /^Talk to a person/ }), 'Shift+Tab');
  await keyboard.press('Enter');
  await expect(v.panel.getByRole('region', { name: 'Getting a person' })).toContainText(/in line/);

  await expect(desk.getByRole('button', { name: 'Accept', exact: true })).toBeVisible();
  await desk.keyboard.press('Alt+Shift+A');
  await expect(agent.reply).toBeVisible();
  await desk.keyboard.press('r');
  await expect(agent.reply).toBeFocused();
  await desk.keyboard.type('Two to four days.');
  await desk.keyboard.press('Control+Enter');
  await expect(v.said('Two to four days.')).toBeVisible();
  await desk.keyboard.press('Alt+n');
  await expect(agent.note).toBeFocused();
  await desk.keyboard.type('a quick one');
  await desk.keyboard.press('Control+Enter');
  await expect(agent.said('a quick one')).toBeVisible();
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('e');

  await expect(v.panel.getByText('How was it with Anna?')).toBeVisible();
  // Backwards one comes to the last of the five.
  await walkTo(v.page, v.panel.getByRole('radio', { name: '5 of 5' }), 'Shift+Tab');
  await keyboard.press('ArrowLeft');
  await expect(v.panel.getByRole('radio', { name: '4 of 5' })).toBeChecked();
  await keyboard.press('ArrowRight');
  await expect(v.panel.getByRole('radio', { name: '5 of 5' })).toBeChecked();
  await walkTo(v.page, v.panel.getByRole('button', { name: 'Send' }).first());
  await keyboard.press('Enter');
  await expect(v.panel.getByText('You gave 5 of 5')).toBeVisible();
  await keyboard.press('Escape');
  await expect(v.launcher).toBeFocused();
  await v.leave();
  await agent.leave();
});
