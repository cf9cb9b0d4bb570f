import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { anna, bikes } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

const at = '/settings/simulator?site=site-northwheel';

const row = (table: HTMLElement, name: string) =>
  within(within(table).getByRole('rowheader', { name }).closest('tr') ?? table);

it('plays what came beside a draft, and words what is better', async () => {
  const { user, asked } = openApp(at);
  expect(await screen.findByText(/Nothing is different yet/)).toBeTruthy();
  await user.selectOptions(screen.getByLabelText('Conversations of'), 'the last 14 days');
  await user.click(screen.getByText('People', { selector: 'summary' }));
  await user.selectOptions(screen.getByLabelText('Add somebody like…'), 'Anna Keller');
  const many = screen.getByLabelText('How many like Anna Keller');
  await user.clear(many);
  await user.type(many, '3');
  expect(screen.queryByText(/Nothing is different yet/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Run' }));
  const table = await screen.findByRole('table', { name: 'Now and as drafted' });
  expect(row(table, 'Mean wait').getByText(/, better$/)).toBeTruthy();
  expect(row(table, 'Came').getByText('as now')).toBeTruthy();
  expect(row(table, 'Answered within 1 min').getByText(/^\+.*better$/)).toBeTruthy();
  expect(screen.getByText('412 conversations came.')).toBeTruthy();
  const people = screen.getByRole('table', { name: 'By person' });
  expect(row(people, 'Like Anna Keller (3)').getByText('not there')).toBeTruthy();
  const body = asked('POST', /simulations/).at(-1)?.body;
  expect(body).toMatchObject({ site: bikes, draft: { more_people: [{ like: anna, count: 3 }] } });
});

it('says what is worse when somebody is away or more come', async () => {
  const { user, asked } = openApp(at);
  await user.click(await screen.findByText('People', { selector: 'summary' }));
  await user.click(screen.getByLabelText('Anna Keller is away'));
  expect(screen.getByLabelText('Conversations that Anna Keller may have')).toHaveProperty(
    'disabled',
    true,
  );
  const percent = screen.getByLabelText('How many come, percent');
  await user.clear(percent);
  await user.type(percent, '200');
  await user.click(screen.getByRole('button', { name: 'Run' }));
  const table = await screen.findByRole('table', { name: 'Now and as drafted' });
  expect(row(table, 'Mean wait').getByText(/, worse$/)).toBeTruthy();
  expect(asked('POST', /simulations/).at(-1)?.body).toMatchObject({
    draft: { people: [{ agent: anna, away: true }], arrivals_percent: 200 },
  });
});

it('asks only for what is changed about a team', async () => {
  const { user, asked } = openApp(at);
  await user.click(await screen.findByText('Teams', { selector: 'summary' }));
  const team = within(screen.getByRole('group', { name: 'Orders' }));
  await user.selectOptions(team.getByLabelText('Method'), 'Round robin');
  await user.selectOptions(team.getByLabelText('Overflow team'), 'Billing');
  await user.click(screen.getByRole('button', { name: 'Run' }));
  await screen.findByRole('table', { name: 'Now and as drafted' });
  expect(asked('POST', /simulations/).at(-1)?.body).toMatchObject({
    draft: {
      teams: [{ id: 'team-orders', change: { method: 'round_robin', overflow: 'team-billing' } }],
    },
  });
  await user.click(screen.getByRole('button', { name: 'Another day of chance' }));
  expect(asked('POST', /simulations/).at(-1)?.body).toMatchObject({ seed: 2 });
});

it('plays a load of one’s own', async () => {
  const { user, asked } = openApp(at);
  await user.selectOptions(await screen.findByLabelText('Conversations of'), 'a load of my own');
  const rate = screen.getByLabelText('Conversations an hour');
  await user.clear(rate);
  await user.type(rate, '50');
  await user.click(screen.getByRole('button', { name: 'Run' }));
  expect(await screen.findByText('400 conversations came.')).toBeTruthy();
  expect(asked('POST', /simulations/).at(-1)?.body).toMatchObject({
    synthetic: {
      length_hours: 8,
      streams: [{ per_hour: 50, handle_seconds: 360, patience_seconds: 300 }],
    },
  });
});

it('says when there is too little, and why a run failed', async () => {
  const { user, house } = openApp(at, { scene: 'empty' });
  await user.click(await screen.findByRole('button', { name: 'Run' }));
  expect(
    await screen.findByText('Only 7 conversations were stored; this says little.'),
  ).toBeTruthy();
  house.failing.add('simulation');
  await user.click(screen.getByRole('button', { name: 'Run' }));
  expect((await screen.findByText(/Choose a shorter one/)).closest('[role=alert]')).toBeTruthy();
});

it('says at the field how many may come', async () => {
  const { user, asked } = openApp(at);
  const percent = await screen.findByLabelText('How many come, percent');
  await user.clear(percent);
  await user.click(screen.getByRole('button', { name: 'Run' }));
  expect(screen.getByText('Choose from 10 to 1000 percent.')).toBeTruthy();
  expect(percent.getAttribute('aria-invalid')).toBe('true');
  expect(asked('POST', /simulations/)).toEqual([]);
  await user.type(percent, '50');
  expect(screen.queryByText('Choose from 10 to 1000 percent.')).toBeNull();
});

it('is for supervisors and admins', async () => {
  openApp(at, { scene: 'agent' });
  expect(await screen.findByText('The simulator is for supervisors and admins')).toBeTruthy();
});

it('plays rules that are not saved', async () => {
  const { user, asked } = openApp('/settings/rules?site=site-northwheel');
  await user.click(await screen.findByRole('switch', { name: 'Rule VIP is on' }));
  await user.click(screen.getByRole('button', { name: 'Simulate' }));
  await user.click(await screen.findByRole('button', { name: 'Run' }));
  await screen.findByRole('table', { name: 'Now and as drafted' });
  expect(asked('POST', /simulations/).at(-1)?.body).toMatchObject({
    draft: { rules: [{ name: 'After hours' }, { name: 'VIP', off: true }, {}, {}, {}] },
  });
  expect(asked('PUT', /routing-rules/)).toEqual([]);
});
