import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { anna } from '../dev/people.ts';
import { lunch } from '../dev/routing.ts';
import { openApp } from '../dev/testApp.tsx';

afterEach(() => void vi.useRealTimers());

const names = () =>
  within(screen.getByRole('main'))
    .getAllByRole('button', { name: /^Edit / })
    .map((b) => b.getAttribute('aria-label')?.slice('Edit '.length));

it('adds a status with a colour of the palette', async () => {
  const { user, house } = openApp('/settings/statuses');
  await user.click(await screen.findByRole('button', { name: 'Add a status' }));
  const dialog = await screen.findByRole('dialog');
  await user.type(within(dialog).getByLabelText('Name'), 'Back office');
  await user.selectOptions(within(dialog).getByLabelText('Stands for'), 'Available');
  await user.click(within(dialog).getByLabelText('Blue'));
  await user.click(within(dialog).getByRole('switch', { name: /New conversations/ }));
  await user.click(within(dialog).getByRole('button', { name: 'Add a status' }));
  expect(await screen.findByText('Back office')).toBeTruthy();
  expect(house.statuses.at(-1)).toMatchObject({
    name: 'Back office',
    color: '#3451D1',
    stands_for: 'available',
    takes_work: true,
  });
});

it('lets no status take work that does not stand for available', async () => {
  const { user } = openApp('/settings/statuses');
  await user.click(await screen.findByRole('button', { name: 'Edit Lunch' }));
  expect(await screen.findByText(/Only a status that stands for available/)).toBeTruthy();
  expect(screen.getByRole('switch').getAttribute('aria-disabled')).toBe('true');
});

it('changes the order by keyboard, says so, and keeps the focus', async () => {
  const { user, house } = openApp('/settings/statuses');
  const down = await screen.findByRole('button', { name: 'Move Lunch down' });
  expect(names()).toEqual(['Lunch', 'Training']);
  down.focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(names()).toEqual(['Training', 'Lunch']));
  expect(screen.getByText('Lunch is now number 2 of 2')).toBeTruthy();
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Move Lunch up' })),
  );
  await waitFor(() => expect(house.statuses.map((s) => s.name)).toEqual(['Training', 'Lunch']));
});

it('shows both when somebody else was first', async () => {
  const { user, house } = openApp('/settings/statuses');
  await user.click(await screen.findByRole('button', { name: 'Edit Lunch' }));
  const dialog = await screen.findByRole('dialog');
  Object.assign(house.statuses[0] ?? {}, { name: 'Break', version: 2 });
  await user.type(within(dialog).getByLabelText('Name'), ' time');
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  const conflict = await within(dialog).findByRole('alert');
  expect(document.activeElement).toBe(conflict);
  expect(within(conflict).getByText('Break')).toBeTruthy();
  await user.click(within(conflict).getByRole('button', { name: 'Take theirs' }));
  expect(within(dialog).getByDisplayValue('Break')).toBeTruthy();
  await user.type(within(dialog).getByLabelText('Name'), ' time');
  Object.assign(house.statuses[0] ?? {}, { color: '#3451D1', version: 3 });
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  await user.click(await within(dialog).findByRole('button', { name: 'Keep my changes' }));
  await waitFor(() =>
    expect(house.statuses[0]).toMatchObject({ name: 'Break time', color: '#3451D1' }),
  );
});

it('says who has a status before it is deleted', async () => {
  const { user, house } = openApp('/settings/statuses', {
    arrange: (h) => void h.setStatus(anna, 'away', undefined, lunch),
  });
  await user.click(await screen.findByRole('button', { name: 'Delete Lunch' }));
  const dialog = await screen.findByRole('alertdialog');
  expect(within(dialog).getByText(/1 person has it and is then: Away/)).toBeTruthy();
  await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(names()).toEqual(['Training']));
  expect(house.agent(anna).presence).toMatchObject({ status: 'away' });
  expect(house.agent(anna).presence.own).toBeUndefined();
});

it('offers the own statuses in the switch, and until when', async () => {
  const { user, house } = openApp('/settings/statuses');
  await user.click(await screen.findByRole('button', { name: 'Your status: Available' }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Lunch' }));
  const trigger = await screen.findByRole('button', { name: 'Your status: Lunch' });
  expect(house.agent(anna).presence).toMatchObject({ own: lunch, status: 'away' });
  await user.click(trigger);
  const until = await screen.findByRole('group', { name: 'Lunch until…' });
  await user.click(within(until).getByRole('menuitem', { name: /One hour/ }));
  expect(await screen.findByRole('button', { name: /Your status: Lunch until/ })).toBeTruthy();
  expect(house.agent(anna).presence).toMatchObject({ own: lunch });
});

it('counts the times from when the switch is opened, and asks what statuses there are', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date(2026, 10, 16, 10, 0) });
  const { user, house, cache } = openApp('/settings/profile', {
    advance: vi.advanceTimersByTime,
  });
  const open = async () =>
    user.click(await screen.findByRole('button', { name: 'Your status: Available' }));
  await open();
  const times = async () =>
    (await screen.findAllByRole('menuitem', { name: /One hour/ }))[0]?.textContent;
  expect(await times()).toContain('11:00');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  const [first] = house.statuses;
  if (first) house.statuses.push({ ...first, id: 'status-new', name: 'Back office' });
  vi.setSystemTime(new Date(2026, 10, 16, 12, 30));
  await open();
  expect(await times()).toContain('1:30');
  expect(await screen.findByRole('menuitemradio', { name: 'Back office' })).toBeTruthy();
  cache.clear();
});

it('keeps the status of somebody who is back from being idle', async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const { user, asked } = openApp('/inbox', {
    arrange: (house) => {
      house.statuses.push({
        people: 1,
        id: 'status-phones',
        name: 'Phones too',
        color: '#147A45',
        stands_for: 'available',
        takes_work: true,
        place: 3,
        version: 1,
      });
      house.setStatus(anna, 'available', until, 'status-phones');
      Object.assign(house.agent(anna).presence, { shown: 'away', why: 'idle' });
    },
  });
  await user.click(await screen.findByRole('button', { name: 'I’m back' }));
  await waitFor(() =>
    expect(asked('PUT', /me\/status$/)[0]?.body).toEqual({ own: 'status-phones', until }),
  );
});
