import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ben, chiara } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

async function open(scene: 'quiet' | 'agent' = 'quiet') {
  const app = openApp('/inbox/kofi-danquah', {
    scene,
    arrange: (house) => void house.setStatus(ben, 'away'),
  });
  await screen.findByRole('heading', { name: 'Kofi Danquah' });
  return app;
}

async function dialog(user: Awaited<ReturnType<typeof open>>['user']) {
  await user.keyboard('t');
  return screen.findByRole('dialog', { name: 'Transfer Kofi Danquah' });
}

it('offers it to a person who can take it, warm or cold', async () => {
  const { user, asked } = await open();
  const box = await dialog(user);
  expect(
    within(box)
      .getByLabelText(/Ben Okafor/)
      .hasAttribute('disabled'),
  ).toBe(true);
  await user.click(within(box).getByLabelText(/Chiara Romano/));
  await user.click(within(box).getByLabelText(/Leave now/));
  await user.type(within(box).getByLabelText(/Note/), 'Warranty case');
  await user.click(within(box).getByRole('button', { name: 'Offer to Chiara Romano' }));
  await waitFor(() =>
    expect(asked('POST', /transfer$/)[0]?.body).toEqual({
      agent: 'agent-chiara-romano',
      warm: false,
      note: 'Warranty case',
    }),
  );
});

it('passes it to a team, and warns when nobody there can take it', async () => {
  const { user, asked, house } = await open();
  const box = await dialog(user);
  await user.click(within(box).getByRole('tab', { name: 'Team' }));
  expect(within(box).queryByLabelText(/Stay until they accept/)).toBeNull();
  expect(
    within(box)
      .getByLabelText(/Workshop/)
      .closest('label')?.textContent,
  ).toContain('0 of 2 available');
  await user.click(within(box).getByLabelText(/Orders/));
  expect(within(box).queryByText(/can take it now/)).toBeNull();
  await user.click(within(box).getByLabelText(/Workshop/));
  expect(within(box).getByText(/Nobody in Workshop can take it now/)).toBeTruthy();
  await user.click(within(box).getByRole('button', { name: 'Pass to Workshop' }));
  await waitFor(() =>
    expect(asked('POST', /transfer$/)[0]?.body).toEqual({ team: 'team-workshop' }),
  );
  // once to be seen, once to be spoken
  expect(await screen.findAllByText(/Passed to Workshop, where nobody can take it/)).toHaveLength(
    2,
  );
  expect(house.case('kofi-danquah')?.conversation.state).toBe('queued');
});

it('says that a team is closed by its own hours', async () => {
  const { user, house } = await open();
  for (const team of house.teams)
    if (team.name === 'Workshop') team.hours = { zone: 'Europe/Berlin', weekly: [] };
  const box = await dialog(user);
  await user.click(within(box).getByRole('tab', { name: 'Team' }));
  await user.click(within(box).getByLabelText(/Workshop/));
  expect(within(box).getByRole('alert').textContent).toMatch(/^Workshop is closed now/);
  expect(within(box).queryByText(/Nobody in Workshop/)).toBeNull();
  await user.click(within(box).getByLabelText(/Orders/));
  expect(within(box).queryByText(/is closed now/)).toBeNull();
});

it('counts nobody as free who has as many as their team allows', async () => {
  const { user, house } = await open();
  const { load } = house.agent(chiara).presence;
  for (const team of house.teams) if (team.members.includes(chiara)) team.limit = Math.max(1, load);
  house.agent(chiara).presence.load = Math.max(1, load);
  const box = await dialog(user);
  const person = within(box).getByLabelText(/Chiara Romano/);
  await waitFor(() => expect(person.hasAttribute('disabled')).toBe(true));
});

it('passes it to a skill at a level', async () => {
  const { user, asked } = await open();
  const box = await dialog(user);
  await user.click(within(box).getByRole('tab', { name: 'Skill' }));
  await user.click(within(box).getByLabelText(/returns/));
  expect(
    within(box)
      .getByLabelText(/returns/)
      .closest('label')?.textContent,
  ).toContain('1 of 1 available');
  await user.selectOptions(within(box).getByLabelText('At least'), 'Level 3');
  await user.click(within(box).getByRole('button', { name: 'Pass to returns' }));
  await waitFor(() =>
    expect(asked('POST', /transfer$/)[0]?.body).toEqual({ skill: 'returns', level: 3 }),
  );
});

it('says why this agent: a line to agents, everybody who was looked at to supervisors', async () => {
  await open();
  const why = await screen.findByRole('region', { name: 'Why this agent' });
  expect(within(why).getByText(/most skilled of 3 who could/)).toBeTruthy();
  expect(within(why).getByText('60 people were looked at')).toBeTruthy(); // not all are listed
  const row = within(why).getByRole('row', { name: /Lars Holm/, hidden: true });
  expect(row.textContent).toContain('Cut at the status');
  expect(row.textContent).toContain('1:35'); // idle then, not by now
});

it('shows agents the line only', async () => {
  await open('agent');
  const why = await screen.findByRole('region', { name: 'Why this agent' });
  expect(within(why).getByText(/most skilled of 3 who could/)).toBeTruthy();
  expect(within(why).queryByText(/looked at/)).toBeNull();
});
