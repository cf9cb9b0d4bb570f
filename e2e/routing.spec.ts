import { expect } from '@playwright/test';
import { Colleague } from './colleague.ts';
import { Office } from './office.ts';
import { test } from './test.ts';
import { Visitor } from './visitor.ts';

test.beforeEach(async ({ server }) => {
  await (await Office.signIn(server.demo.dashboard, server.demo.admin)).clear();
});

test('a rule sends visitors to a team, whose people are asked, and supervisors see why @cluster', async ({
  browser,
  server,
}) => {
  const { demo } = server;
  const [anna, ben] = demo.agents;
  if (!ben) throw new Error('the demo has one agent only');
  const office = await Office.signIn(demo.dashboard, demo.admin);
  const undo = await office.sendAllTo('Workshop', [ben.email]);
  const node = server.nodes.at(-1) ?? server.nodes[0];
  const first = await Colleague.signIn(browser, demo.dashboard, anna);
  const second = await Colleague.signIn(browser, node.url, ben);

  const v = await (await Visitor.arrive(browser, demo.shop)).open();
  await v.askForPerson();
  const card = second.page.getByRole('button', { name: 'Accept', exact: true });
  await expect(card).toBeVisible();
  await expect(second.page.getByText('Why you:')).toBeVisible();
  await expect(first.page.getByRole('button', { name: 'Accept', exact: true })).toHaveCount(0);

  const admin = await Colleague.signIn(browser, demo.dashboard, demo.admin);
  await admin.page.goto(`${demo.dashboard}/board`);
  await expect(admin.page.getByText('Workshop').first()).toBeVisible();
  await expect(admin.page.getByText('Being offered').first()).toBeVisible();

  await second.accept();
  await expect(v.panel.getByRole('heading', { name: /joined$/ })).toBeVisible();
  await admin.page.goto(`${demo.dashboard}/inbox/${second.conversationId}`);
  await expect(admin.page.getByText('Why this agent')).toBeVisible();
  await expect(admin.conversation.getByText(/^Everything:/)).toBeVisible();

  await second.resolve();
  await undo();
  for (const one of [v, first, second, admin]) await one.leave();
});

test('an offer that is declined goes to the next @cluster', async ({ browser, server }) => {
  const { demo } = server;
  const [anna, ben] = demo.agents;
  if (!ben) throw new Error('the demo has one agent only');
  const v = await (await Visitor.arrive(browser, demo.shop)).open();
  await v.say('Do you sell lights?');
  const talk = v.panel.getByRole('button', { name: /Talk to a person/ });
  await expect(talk).toContainText('answer by');
  const both: readonly [Colleague, Colleague] = [
    await Colleague.signIn(browser, demo.dashboard, anna),
    await Colleague.signIn(browser, (server.nodes.at(-1) ?? server.nodes[0]).url, ben),
  ];
  await expect(talk).toContainText('usually', { timeout: 20_000 }); // told every ten seconds
  await v.askForPerson();
  const card = (one: Colleague) => one.page.getByRole('button', { name: 'Accept', exact: true });
  await expect
    .poll(async () => (await Promise.all(both.map((one) => card(one).count()))).join())
    .toMatch(/^(1,0|0,1)$/);
  const [one, other] = both;
  const [asked, next] = (await card(one).count()) === 1 ? [one, other] : [other, one];
  await asked.page.getByRole('button', { name: 'Decline', exact: true }).click();
  await expect(card(next)).toBeVisible();
  await next.accept();
  await expect(v.panel.getByRole('heading', { name: /joined$/ })).toBeVisible();
  await next.resolve();
  for (const who of [v, ...both]) await who.leave();
});

test('a conversation is passed on warm and cold, and its visitor knows at each step @cluster', async ({
  browser,
  server,
}) => {
  const { demo } = server;
  const [, ben, sofia] = demo.agents;
  if (!ben || !sofia) throw new Error('the demo has too few agents');
  const first = await Colleague.signIn(browser, demo.dashboard, ben);
  const v = await (await Visitor.arrive(browser, demo.shop)).open();
  await v.askForPerson();
  await first.accept();
  await first.say('I will ask the workshop.');

  const second = await Colleague.signIn(
    browser,
    (server.nodes.at(-1) ?? server.nodes[0]).url,
    sofia,
  );
  await first.offerTo(sofia.name, 'Stay until they accept', 'The chain is new.');
  await expect(second.page.getByText('The chain is new.').first()).toBeVisible();
  await expect(first.reply).toBeVisible();
  await second.accept();
  await expect(
    v.panel.getByRole('heading', { name: `${sofia.name} took over from ${ben.name}` }),
  ).toBeVisible();

  await second.say('Which chain is it?');
  await second.offerTo(ben.name, 'Leave now', 'Back to you.');
  await expect(
    v.panel.getByText(`${sofia.name} is asking somebody else to take over.`).first(),
  ).toBeVisible();
  await first.page.getByRole('button', { name: 'Decline', exact: true }).click();
  await expect(v.panel.getByText(/^Still looking/).first()).toBeVisible();
  await second.claimFirstOf('queue');
  await second.say('I have it after all.');
  await expect(v.panel.getByText('I have it after all.').first()).toBeVisible();
  await second.resolve();
  for (const who of [v, first, second]) await who.leave();
});

test('an admin sees what visitors would be told before they come, and plays what came again', async ({
  browser,
  server,
}) => {
  const { demo } = server;
  const office = await Office.signIn(demo.dashboard, demo.admin);
  const undo = await office.sendAllTo('Returns desk', []);
  const admin = await Colleague.signIn(browser, demo.dashboard, demo.admin);
  const site = (await office.site()).id;
  await admin.page.goto(`${demo.dashboard}/settings/golive?site=${site}`);
  const bare = admin.page
    .getByRole('article')
    .filter({ hasText: 'The team Returns desk has no members' });
  await expect(bare.first().getByText('Look at it')).toBeVisible();
  await expect(bare.first().getByRole('link', { name: 'Change it: Teams' })).toBeVisible();
  await undo();
  await admin.page.getByRole('button', { name: 'Ask again' }).click();
  await expect(bare).toHaveCount(0);
  await expect(admin.page.getByText(/^0 to put right|^Every question/)).toBeVisible();
  await admin.page.getByLabel('Language', { exact: true }).selectOption('de');
  await admin.page.getByLabel('Your people').selectOption('everybody_full');
  await admin.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(admin.page.getByRole('heading', { name: /German; everybody at/ })).toBeVisible();

  await admin.page.goto(`${demo.dashboard}/settings/simulator?site=${site}`);
  await admin.page.getByLabel('Conversations of').selectOption('own');
  await admin.page.getByLabel('How many come, percent').fill('200');
  await admin.page.getByRole('button', { name: 'Run' }).click();
  const table = admin.page.getByRole('table', { name: 'Now and as drafted' });
  await expect(table.getByRole('row', { name: /^Occupied/ })).toBeVisible();
  await expect(admin.page.getByText(/^This day is made up/)).toBeVisible();
  await admin.leave();
});

test('an answer that takes too long is told to the agent and the board, and noted @cluster', async ({
  browser,
  server,
}) => {
  const { demo } = server;
  const [anna] = demo.agents;
  const office = await Office.signIn(demo.dashboard, demo.admin);
  const undo = await office.hurry(10);
  const agent = await Colleague.signIn(browser, demo.dashboard, anna);
  const v = await (await Visitor.arrive(browser, demo.shop)).open();
  await v.askForPerson();
  await agent.accept();
  // The greeting on joining is no answer.
  await expect(agent.conversation.getByText(/First answer in 0:0\d/)).toBeVisible();
  await expect(agent.said('The time for a first answer has passed')).toBeVisible({
    timeout: 20_000,
  });
  await expect(agent.conversation.getByText(/0:\d\d late/)).toBeVisible();
  await expect(agent.page.getByText(/^The time to answer .* has passed$/).first()).toBeVisible();

  const admin = await Colleague.signIn(
    browser,
    (server.nodes.at(-1) ?? server.nodes[0]).url,
    demo.admin,
  );
  await admin.page.goto(`${new URL(admin.page.url()).origin}/board`);
  await expect(admin.page.getByText('1 answer is late now')).toBeVisible();
  await expect(admin.page.getByText(/^1 answer is past its time/)).toBeVisible();

  await agent.say('Here I am.');
  await expect(agent.conversation.getByText(/0:\d\d late/)).toHaveCount(0);
  await v.say('I was worried.');
  await expect(agent.conversation.getByText(/Answer in 0:0\d|0:0\d late/)).toBeVisible();
  await agent.resolve();
  await undo();
  for (const one of [v, agent, admin]) await one.leave();
});
