import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { anna, ben } from '../dev/people.ts';
import { billing, orders } from '../dev/routing.ts';
import { openApp } from '../dev/testApp.tsx';

const field = (name: RegExp | string) => screen.findByLabelText(name);

it('lists teams, and changes one on the version that was read', async () => {
  const { user, house, asked } = openApp('/settings/teams');
  await user.click(await screen.findByRole('button', { name: 'Edit Billing' }));
  const name = await field('Name of the team');
  expect(screen.getByText(/Goes to whoever has the highest levels/)).toBeTruthy();
  expect(screen.getByText(/billing 4, e-bikes 2 · English, German/)).toBeTruthy();
  await user.clear(name);
  await user.type(name, 'Money');
  await user.click(screen.getByLabelText(/Round robin/));
  await user.click(screen.getByLabelText(/Ben Okafor/));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  const [call] = asked('PATCH', /^\/teams\/team-billing/);
  expect(call?.body).toMatchObject({ name: 'Money', method: 'round_robin', version: 4 });
  const saved = house.teams.find((t) => t.id === billing);
  expect(saved?.members).toContain(ben);
  expect(house.agent(ben).teams).toContain(billing);
});

it('adds a team, and goes on in its form', async () => {
  const { user, house, router } = openApp('/settings/teams?item=new');
  const name = await field('Name of the team');
  expect(screen.getByText('Not saved yet')).toBeTruthy();
  await user.type(name, 'Night');
  await user.click(screen.getByLabelText(/Assign without asking/));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/Night has no members/)).toBeTruthy();
  expect(screen.getByText('All changes saved')).toBeTruthy();
  expect(house.teams.find((t) => t.name === 'Night')?.offer_seconds).toBe(0);
  expect(router.state.location.search).toMatchObject({ item: 'team-new-3' });
});

it('says what is wrong where it is wrong', async () => {
  const { user } = openApp(`/settings/teams?item=${billing}`);
  const name = await field('Name of the team');
  await user.clear(name);
  await user.type(name, 'Orders');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/Two teams are called Orders/)).toBeTruthy();
  expect(name.getAttribute('aria-invalid')).toBe('true');
});

it('asks the overflow with the whole team at the earliest, and says when the two are turned round', async () => {
  const { user, house } = openApp(`/settings/teams?item=${billing}`);
  const whole = await field('Anybody of the team, after');
  await user.type(whole, '300');
  await user.selectOptions(screen.getByLabelText('Overflow team'), '');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  expect(house.teams.find((t) => t.id === billing)?.team_after_seconds).toBe(300);
  await user.selectOptions(screen.getByLabelText('Overflow team'), orders);
  const overflow = await field('Overflow team, after');
  expect(overflow).toHaveProperty('placeholder', '300');
  await user.type(overflow, '200');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findAllByText(/asked before the whole team/)).toHaveLength(1);
  expect(overflow.getAttribute('aria-invalid')).toBe('true');
});

it('says at the head of the form what is wrong with a field that is not drawn, or has no place for it', async () => {
  const { user, house } = openApp(`/settings/teams?item=${billing}`);
  await user.type(await field('Anybody of the team, after'), '300');
  await user.selectOptions(screen.getByLabelText('Overflow team'), orders);
  await user.type(await field('Overflow team, after'), '99999999');
  await user.selectOptions(screen.getByLabelText('Overflow team'), '');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const head = await screen.findByText(/Write a whole number from 0 to 86/);
  expect(head.closest('[role="alert"]')).toBeTruthy();
  await user.selectOptions(screen.getByLabelText('Overflow team'), orders);
  await user.clear(await field('Overflow team, after'));
  house.agents.splice(
    house.agents.findIndex((a) => a.id === anna),
    1,
  );
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const gone = await screen.findByText(/There is no agent/);
  expect(gone.closest('[role="alert"]')).toBeTruthy();
  expect(screen.queryByText(/Write a whole number/)).toBeNull();
});

it('takes no 0 for how long an offer stands, and forgets nothing meanwhile', async () => {
  const { user, house } = openApp(`/settings/teams?item=${billing}`);
  const seconds = await field('An offer stands for, seconds');
  await user.clear(seconds);
  await user.type(seconds, '0');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/or choose to assign without asking/)).toBeTruthy();
  expect(seconds.getAttribute('aria-invalid')).toBe('true');
  await user.type(seconds, '{backspace}45');
  await user.click(screen.getByLabelText(/Assign without asking/));
  await user.click(screen.getByLabelText(/First available/));
  expect(screen.queryByLabelText(/Assign without asking/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  expect(house.teams.find((t) => t.id === billing)).toMatchObject({
    method: 'first_available',
    offer_seconds: 45,
  });
});

it('shows both when somebody else was first, and overwrites only what I changed, when told to', async () => {
  const { user, house } = openApp(`/settings/teams?item=${billing}`);
  const name = await field('Name of the team');
  const team = house.teams.find((t) => t.id === billing);
  Object.assign(team ?? {}, { name: 'Invoices', version: 5, members: [anna] });
  await user.clear(name);
  await user.type(name, 'Money');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const title = await screen.findByText(/Somebody else changed this team/);
  const conflict = title.closest<HTMLElement>('[role="alert"]') ?? document.body;
  expect(within(conflict).getByText('Money')).toBeTruthy();
  expect(within(conflict).getByText('Invoices')).toBeTruthy();
  const people = within(conflict).getByRole('row', { name: /People/ });
  expect(within(people).getByText('Anna Keller')).toBeTruthy();
  expect(within(people).getByText('not changed')).toBeTruthy();
  await user.click(within(conflict).getByRole('button', { name: 'Keep my changes' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  const saved = house.teams.find((t) => t.id === billing);
  expect([saved?.name, saved?.members]).toEqual(['Money', [anna]]);
});

it('names the users of a team before it is deleted, and moves them', async () => {
  const { user, house } = openApp(`/settings/teams?item=${billing}`);
  await user.click(await screen.findByRole('button', { name: 'Delete this team' }));
  const dialog = await screen.findByRole('dialog', { name: 'Delete the team Billing?' });
  await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
  expect(await within(dialog).findByText('It is used in 4 places:')).toBeTruthy();
  expect(within(dialog).getByText('Anna Keller')).toBeTruthy();
  expect(within(dialog).getByText('rule of Northwheel')).toBeTruthy();
  expect(house.teams).toHaveLength(3);
  await user.selectOptions(within(dialog).getByLabelText('Move everything to'), 'Orders');
  await user.click(within(dialog).getByRole('button', { name: 'Move and delete' }));
  expect(await screen.findByText('2 teams')).toBeTruthy();
  expect(house.rules.get('site-northwheel')?.rules[2]?.then.team).toBe(orders);
});

it('asks before unsaved changes are left behind', async () => {
  const { user, router } = openApp(`/settings/teams?item=${billing}`);
  await user.type(await field('Name of the team'), ' 2');
  await user.click(screen.getByRole('button', { name: 'All teams' }));
  const ask = await screen.findByRole('alertdialog', { name: 'Leave without saving?' });
  await user.click(within(ask).getByRole('button', { name: 'Stay here' }));
  expect(router.state.location.search).toMatchObject({ item: billing });
});

it('lets people who are no admins look only', async () => {
  openApp('/settings/teams', { scene: 'agent' });
  expect(await screen.findByText(/Only admins change teams/)).toBeTruthy();
  expect(screen.getByText('Billing')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Add a team' })).toBeNull();
});
