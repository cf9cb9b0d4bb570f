import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ben } from '../dev/people.ts';
import { workshop } from '../dev/routing.ts';
import { openApp } from '../dev/testApp.tsx';

it('adds, renames and describes skills', async () => {
  const { user, house } = openApp('/settings/skills');
  await user.click(await screen.findByRole('button', { name: 'Add a skill' }));
  const add = await screen.findByRole('dialog');
  await user.type(within(add).getByLabelText('Name of the skill'), 'Wheels');
  await user.click(within(add).getByRole('button', { name: 'Add a skill' }));
  expect(await screen.findByText('4 skills')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Edit e-bikes' }));
  const edit = await screen.findByRole('dialog');
  const name = within(edit).getByLabelText('Name of the skill');
  await user.clear(name);
  await user.type(name, 'ebikes');
  expect(within(edit).getByText(/3 people and all rules keep it/)).toBeTruthy();
  await user.click(within(edit).getByRole('button', { name: 'Save' }));
  expect(await screen.findByRole('rowheader', { name: /^ebikes/ })).toBeTruthy();
  expect(house.agent(ben).skills).toEqual({ ebikes: 5 });
});

it('says of a clash where the name is', async () => {
  const { user } = openApp('/settings/skills');
  await user.click(await screen.findByRole('button', { name: 'Add a skill' }));
  const add = await screen.findByRole('dialog');
  await user.type(within(add).getByLabelText('Name of the skill'), 'billing');
  await user.click(within(add).getByRole('button', { name: 'Add a skill' }));
  expect(await within(add).findByText('There is a skill billing already.')).toBeTruthy();
});

it('takes a skill away from people only after they were named', async () => {
  const { user, house, asked } = openApp('/settings/skills');
  await user.click(await screen.findByRole('button', { name: 'Delete e-bikes' }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
  expect(await within(dialog).findByText('Ben Okafor')).toBeTruthy();
  await user.click(within(dialog).getByRole('button', { name: 'Delete anyway' }));
  expect(await screen.findByText('2 skills')).toBeTruthy();
  expect(asked('DELETE', /skills/).map((c) => c.path)).toEqual([
    '/skills/e-bikes',
    '/skills/e-bikes?force=true',
  ]);
  expect(house.agent(ben).skills).toEqual({});
});

it('gives a person skills, languages, teams and a translator', async () => {
  const { user, house } = openApp('/settings/team');
  await user.click(await screen.findByRole('button', { name: 'Edit Ben Okafor' }));
  const dialog = await screen.findByRole('dialog');
  const level = await within(dialog).findByRole('group', { name: 'Level of billing' });
  await user.click(within(level).getByLabelText('3'));
  const languages = within(dialog).getByLabelText(/Languages/);
  await user.clear(languages);
  await user.type(languages, 'en, de');
  await user.click(within(dialog).getByLabelText(/with a translator/));
  await user.click(await within(dialog).findByLabelText('Workshop'));
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Changes saved')).toBeTruthy();
  expect(house.agent(ben)).toMatchObject({
    skills: { 'e-bikes': 5, billing: 3 },
    languages: ['en', 'de'],
    translates: true,
    teams: [],
  });
  expect(house.teams.find((t) => t.id === workshop)?.members).not.toContain(ben);
});
