import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ben, bikes, docs } from '../dev/people.ts';
import { billing } from '../dev/routing.ts';
import { openApp } from '../dev/testApp.tsx';

/** Opens the form of a person, or of a new one. */
async function form({ user }: ReturnType<typeof openApp>, button: string) {
  await user.click(await screen.findByRole('button', { name: button }));
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByLabelText('Name');
  return within(dialog);
}

/** What another admin does in the team's form meanwhile. */
function intoBilling({ house }: ReturnType<typeof openApp>) {
  house.teams.find((t) => t.id === billing)?.members.push(ben);
  house.agent(ben).teams.push(billing);
  house.agent(ben).version++;
}

it('keeps somebody in the team that another admin put them into meanwhile', async () => {
  const app = openApp('/settings/team');
  const dialog = await form(app, 'Edit Ben Okafor');
  const before = app.house.agent(ben).version;
  intoBilling(app);
  const capacity = dialog.getByLabelText('Capacity');
  await app.user.clear(capacity);
  await app.user.type(capacity, '9');
  await app.user.click(dialog.getByRole('button', { name: 'Save' }));
  const title = await dialog.findByText(/Somebody else changed this person/);
  const conflict = within(title.closest<HTMLElement>('[role="alert"]') ?? document.body);
  expect(app.asked('PATCH', /^\/agents\//)[0]?.body).toMatchObject({ version: before });
  expect(conflict.getByRole('row', { name: 'Capacity 9 not changed' })).toBeTruthy();
  expect(conflict.getByRole('row', { name: 'Teams not changed Workshop, Billing' })).toBeTruthy();
  await app.user.click(conflict.getByRole('button', { name: 'Keep my changes' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(app.house.agent(ben)).toMatchObject({ capacity: 9 });
  expect(app.house.agent(ben).teams).toContain(billing);
});

it('saves at once when what changed meanwhile is not on the form', async () => {
  const app = openApp('/settings/team');
  const dialog = await form(app, 'Edit Ben Okafor');
  Object.assign(app.house.agent(ben), { greeting: 'Hello!', version: 9 });
  await app.user.type(dialog.getByLabelText(/Title/), ' lead');
  await app.user.click(dialog.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(app.house.agent(ben)).toMatchObject({ title: 'Workshop lead', greeting: 'Hello!' });
});

it('says at the head what the server does not take and no field can show', async () => {
  const app = openApp('/settings/team');
  const dialog = await form(app, 'Edit Ben Okafor');
  await dialog.findByLabelText('Workshop');
  app.house.teams.splice(0);
  await app.user.click(dialog.getByRole('button', { name: 'Save' }));
  const say = await dialog.findByText(/There is no team/);
  expect(say.closest('[role="alert"]')).toBeTruthy();
});

it('has somebody new work on all sites, also those made later, unless some are chosen', async () => {
  const app = openApp('/settings/team');
  const dialog = await form(app, 'Add a person');
  await app.user.type(dialog.getByLabelText('Name'), 'Dora Novak');
  await app.user.type(dialog.getByLabelText('Email'), 'dora@northwheel.example');
  const all = await dialog.findByLabelText('All sites, also those made later');
  expect(all).toHaveProperty('checked', true);
  await app.user.click(dialog.getByRole('button', { name: 'Add a person' }));
  expect(await screen.findByText('Password for Dora Novak')).toBeTruthy();
  expect(app.asked('POST', /^\/agents$/)[0]?.body).toMatchObject({ sites: [] });
});

it('takes some sites only, not none, and gets back to all', async () => {
  const app = openApp('/settings/team');
  let dialog = await form(app, 'Edit Ben Okafor');
  const sites = async (...names: string[]) => {
    for (const name of names) await app.user.click(await dialog.findByLabelText(name));
    await app.user.click(dialog.getByRole('button', { name: 'Save' }));
  };
  await sites('Northwheel', 'Baton help');
  expect(await dialog.findByText('Choose a site, or all of them.')).toBeTruthy();
  await sites('Northwheel');
  await waitFor(() => expect(app.house.agent(ben).sites).toEqual([bikes]));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  dialog = await form(app, 'Edit Ben Okafor');
  await sites('All sites, also those made later');
  await waitFor(() => expect(app.house.agent(ben).sites).toEqual([]));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  dialog = await form(app, 'Edit Ben Okafor');
  await sites('All sites, also those made later', 'Northwheel');
  await waitFor(() => expect(app.house.agent(ben).sites).toEqual([docs]));
});
