import { type Browser, expect, type Page } from '@playwright/test';
import { Colleague } from './colleague.ts';
import { test } from './test.ts';
import { Visitor } from './visitor.ts';

/** Takes a picture once nothing on the page is on its way, for the README and whoever wants to see. */
async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({
    path: `docs/pictures/${name}.png`,
    animations: 'disabled',
    caret: 'hide',
  });
}

/** A visitor of the shop who has said who they are, with the panel open. */
async function arrive(
  browser: Browser,
  address: string,
  who: { name: string; email?: string },
  phone = false,
): Promise<Visitor> {
  const v = await Visitor.arrive(browser, address, {
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    ...(phone && { hasTouch: true, isMobile: true, deviceScaleFactor: 2 }),
  });
  await v.identify(who);
  return v.open();
}

/** The same picture by day and by night. */
async function dayAndNight(page: Page, name: string): Promise<void> {
  await picture(page, name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

test('the demo, from a question to a rating', async ({ browser, server }) => {
  test.setTimeout(180_000);
  const { demo } = server;
  const [anna] = demo.agents;
  const page = (path: string) => new URL(path, demo.shop).href;

  // The desk is staffed, so that people can join.
  const agent = await Colleague.signIn(browser, demo.dashboard, anna);

  const maria = await arrive(browser, page('/bicycles/fjord-40'), {
    name: 'Maria Lindqvist',
    email: 'maria@mailbox.example',
  });
  await dayAndNight(maria.page, 'visitor-home');
  await maria.say('My chain slips when I pedal hard. I put on a new cassette last week.');
  await expect(maria.panel.getByRole('list', { name: 'Sources' })).toBeVisible();
  await picture(maria.page, 'visitor-answer');
  await maria.say('I measured it, the chain is fine. Can I talk to someone?');
  await expect(maria.panel.getByText(/in line$/)).toBeVisible();
  await expect(maria.list.getByText(/won’t have to explain it again/)).toBeVisible();
  await picture(maria.page, 'visitor-waiting');

  // Nobody is there within a second.
  await expect(agent.page.getByRole('link', { name: /1 waiting, longest 0:0[5-9]/ })).toBeVisible();
  await agent.accept();
  await expect(maria.panel.getByRole('heading', { name: 'Anna joined' })).toBeVisible();
  await agent.say('So the chain is fine and only the two smallest slip. I have an idea already.');
  await expect(maria.list.getByText(/I have an idea already/)).toBeVisible();
  await dayAndNight(maria.page, 'visitor-joined');

  // Others come: one waits, one talks to the assistant.
  const rosa = await arrive(browser, page('/help/refunds'), { name: 'Rosa Oliveira' });
  await rosa.say('I was charged twice for the same wheel. I want to talk to a person.');
  await expect(rosa.panel.getByText(/in line$/)).toBeVisible();
  const jonas = await arrive(browser, page('/bicycles/elbe-e'), { name: 'Jonas Weber' });
  await jonas.say('How long does the battery of the Elbe E last?');
  await expect(jonas.panel.getByRole('list', { name: 'Sources' })).toBeVisible();

  await maria.say('Yes! There is a thin ring left in the box.');
  await expect(agent.said('Yes! There is a thin ring left in the box.')).toBeVisible();
  await agent.noteDown('Spacer of 1.85 mm was left out. If it still slips, offer a free check.');
  await agent.page.getByRole('tab', { name: 'Reply', exact: true }).click();
  await agent.say('Perfect: it belongs behind the cassette. Shall I send you the two pictures?');
  await expect(agent.said('Seen')).toBeVisible();
  await agent.reply.fill('It takes ten minutes, and you need the cassette tool that came with it.');
  await maria.composer.pressSequentially('Oh');
  await expect(agent.conversation.getByText(/typing$/)).toBeVisible();
  await expect(agent.page.getByRole('link', { name: /1 waiting, longest 0:0[5-9]/ })).toBeVisible();
  for (const name of ['Maria Lindqvist', 'Rosa Oliveira', 'Jonas Weber']) {
    await expect(agent.page.getByRole('link', { name })).toBeVisible();
  }
  await expect(agent.page.getByRole('heading', { name: 'With the assistant 1' })).toBeVisible();
  await dayAndNight(agent.page, 'agent-conversation');

  await agent.page.getByRole('tab', { name: 'Copilot' }).click();
  await agent.page
    .getByRole('textbox', { name: /^What do you want to say/ })
    .fill('a spacer is missing behind the cassette');
  await agent.page.getByRole('button', { name: 'Draft', exact: true }).click();
  await expect(agent.page.getByRole('button', { name: 'Insert', exact: true })).toBeEnabled();
  await picture(agent.page, 'agent-copilot');
  await agent.page.setViewportSize({ width: 390, height: 844 });
  await picture(agent.page, 'agent-phone');
  await agent.page.setViewportSize({ width: 1440, height: 900 });

  const lea = await arrive(browser, page('/'), { name: 'Léa Moreau' }, true);
  await lea.say('Can I talk to someone about a test ride?');
  await expect(lea.panel.getByText(/in line$/)).toBeVisible();
  await expect(lea.list.getByText(/won’t have to explain it again/)).toBeVisible();
  await dayAndNight(lea.page, 'visitor-phone');

  await agent.reply.fill('');
  await maria.composer.fill('');
  await agent.resolve();
  await expect(maria.panel.getByText('How was it with Anna?')).toBeVisible();
  await picture(maria.page, 'visitor-rating');
  for (const v of [maria, rosa, jonas, lea]) await v.leave();
  await agent.leave();
});
