import { expect } from '@playwright/test';
import { Colleague } from './colleague.ts';
import { Office } from './office.ts';
import { deliver, PushService, playPush } from './push.ts';
import { test } from './test.ts';
import { Visitor } from './visitor.ts';

test('whoever has closed Baton is asked on their phone, and answers from there', async ({
  browser,
  server,
}) => {
  test.setTimeout(180_000); // somebody counts as reached by phone a minute after the last window
  const { demo } = server;
  await (await Office.signIn(demo.dashboard, demo.admin)).clear();
  const service = await PushService.start();
  const ben = await Colleague.signIn(browser, demo.dashboard, demo.agents[1] ?? demo.admin, {
    permissions: ['notifications'],
  });
  await ben.page.setViewportSize({ width: 390, height: 844 });
  const context = ben.page.context();
  await context.addInitScript(playPush, service.device);
  await ben.page.goto(`${demo.dashboard}/settings/devices`);
  await ben.page.getByLabel('Name of this device').fill('Ben’s phone');
  await ben.page.getByRole('button', { name: 'Ask me here' }).click();
  await ben.page.getByRole('button', { name: 'Send a test to Ben’s phone' }).click();
  await expect.poll(() => service.notes.map((n) => n.kind)).toEqual(['test']);

  // A page of the same origin without the dashboard: from here the worker can be reached.
  await ben.page.goto(`${demo.dashboard}/manifest.webmanifest`);
  const admin = await Colleague.signIn(browser, demo.dashboard, demo.admin);
  await admin.page.goto(`${demo.dashboard}/board`);
  const row = admin.page.getByRole('row', { name: /^Ben/ });
  await expect(row.getByText('Available, by phone')).toBeVisible({ timeout: 90_000 });
  await admin.leave();

  const v = await (await Visitor.arrive(browser, demo.shop)).open();
  await v.askForPerson();
  await expect.poll(() => service.notes.length, { timeout: 20_000 }).toBe(2);
  const offer = service.notes.at(-1);
  expect(offer).toMatchObject({ kind: 'offer', title: 'A visitor asks for a person' });

  await deliver(ben.page, offer);
  const shown = await ben.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/');
    const all = (await registration?.getNotifications()) ?? [];
    return all.map((n) => ({ title: n.title, url: String(n.data) }));
  });
  expect(shown).toEqual([
    { title: 'A visitor asks for a person', url: expect.stringMatching(/^\/inbox\/\w+$/) },
  ]);

  await ben.page.goto(demo.dashboard + (offer?.url ?? ''));
  await ben.accept();
  await expect(v.panel.getByRole('heading', { name: /joined$/ })).toBeVisible();
  await ben.page.setViewportSize({ width: 1440, height: 900 });
  await ben.resolve();
  for (const one of [v, ben]) await one.leave();
  await service.stop();
});
