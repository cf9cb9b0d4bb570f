import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { bikes } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

const at = '/settings/topics?site=site-northwheel';

async function add(user: ReturnType<typeof openApp>['user'], name: string, examples: string) {
  await user.click(await screen.findByRole('button', { name: 'Add a topic' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Add a topic' }));
  await user.type(dialog.getByLabelText('Name of the topic'), name);
  await user.type(dialog.getByLabelText('What visitors write, one example a line'), examples);
  return dialog;
}

it('adds a topic of one’s own and switches one off, stored together', async () => {
  const { user, house, asked } = openApp(at);
  const dialog = await add(user, 'Wheels', 'true my rim\nbuild a wheelset');
  expect(dialog.getByRole('button', { name: 'Done' })).toHaveProperty('disabled', true);
  expect(dialog.getByText(/At least 3/)).toBeTruthy();
  await user.type(dialog.getByLabelText(/one example a line/), '\nwhich spokes');
  await user.click(dialog.getByRole('button', { name: 'Done' }));
  await user.click(screen.getByRole('switch', { name: /Returns/ }));
  expect(asked('PUT', /topics/)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  const saved = house.topics.get(bikes)?.topics ?? [];
  expect(saved.at(-1)).toEqual({
    name: 'wheels',
    off: false,
    shipped: false,
    examples: ['true my rim', 'build a wheelset', 'which spokes'],
  });
  expect(saved.find((x) => x.name === 'returns')?.off).toBe(true);
});

it('says what a message is about, by what is not saved yet too', async () => {
  const { user } = openApp(at);
  const dialog = await add(user, 'Wheels', 'true my rim\nwheelset\nspokes');
  await user.click(dialog.getByRole('button', { name: 'Done' }));
  await user.type(screen.getByLabelText('Write as a visitor would'), 'Can you sell me a wheelset?');
  await user.click(screen.getByRole('button', { name: 'What is it about?' }));
  expect(await screen.findByText('It is about Wheels.')).toBeTruthy();
  expect(screen.getByText(/Told by: .*wheelset/)).toBeTruthy();
});

it('refuses two topics of one name before they are saved', async () => {
  const { user } = openApp(at);
  const dialog = await add(user, 'Billing', 'one\ntwo\nthree');
  expect(dialog.getByText('There is a topic of this name already.')).toBeTruthy();
  expect(dialog.getByRole('button', { name: 'Done' })).toHaveProperty('disabled', true);
});

it('shows both when somebody else changed them, and loses no change of either', async () => {
  const { user, house } = openApp(at);
  await user.click(await screen.findByRole('switch', { name: /Returns/ }));
  const stored = house.topics.get(bikes);
  const theirs = { name: 'wheels', examples: ['true my rim', 'spokes', 'wheelset'] };
  house.topics.set(bikes, { version: 4, topics: [...(stored?.topics ?? []), theirs] });
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Somebody changed these topics meanwhile')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Keep my changes' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  const saved = house.topics.get(bikes)?.topics ?? [];
  expect(saved.find((x) => x.name === 'returns')?.off).toBe(true);
  expect(saved.at(-1)).toMatchObject(theirs);
});
