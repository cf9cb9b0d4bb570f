import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { anna, chiara } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

it('gives a colleague working hours, and takes them away', async () => {
  const { user, house, asked } = openApp('/settings/team');
  const edit = async () => {
    await user.click(await screen.findByRole('button', { name: /Edit Chiara Romano/ }));
    return screen.findByRole('dialog');
  };
  let dialog = await edit();
  await user.click(await within(dialog).findByRole('switch', { name: 'Working hours' }));
  fireEvent.change(await within(dialog).findByLabelText('Monday, closes'), {
    target: { value: '16:30' },
  });
  expect(within(dialog).queryByText('By hand')).toBeNull();
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked('PATCH', /^\/agents\//)[0]?.body).toHaveProperty('hours.weekly.0.to', '16:30');
  dialog = await edit();
  const on = await within(dialog).findByRole('switch', { name: 'Working hours' });
  expect(on.getAttribute('aria-checked')).toBe('true');
  await user.click(on);
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(house.agent(chiara).hours).toBeUndefined());
});

it('says that somebody without sites of their own works on all of them', async () => {
  const { user } = openApp('/settings/team', {
    arrange: (house) => Object.assign(house.agent(chiara), { sites: [] }),
  });
  const row = await screen.findByRole('row', { name: /Chiara Romano/ });
  expect(within(row).getByText('All sites')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: /Edit Chiara Romano/ }));
  const dialog = await screen.findByRole('dialog');
  const all = await within(dialog).findByLabelText('All sites, also those made later');
  expect(all).toHaveProperty('checked', true);
});

it('tells whose shift is over, and lets them work longer', async () => {
  const { user, house, asked } = openApp('/inbox', {
    arrange: (house) => {
      Object.assign(house.agent(anna).presence, {
        status: 'offline',
        shown: 'offline',
        why: 'shift_over',
        since: new Date().toISOString(),
      });
    },
  });
  expect(await screen.findByText('Your shift is over')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Your status: Off shift' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'I work longer' }));
  await waitFor(() => expect(screen.queryByText('Your shift is over')).toBeNull());
  expect(asked('PUT', /^\/me\/status/)[0]?.body).toEqual({ status: 'available' });
  expect(house.agent(anna).presence.status).toBe('available');
});

it('shows on the board when somebody’s shift ends, and on the profile what was set', async () => {
  const end = new Date();
  end.setHours(23, 59, 0, 0);
  const arrange: NonNullable<Parameters<typeof openApp>[1]>['arrange'] = (house) => {
    house.agent(chiara).presence.shift_ends_at = end.toISOString();
    house.agent(anna).hours = {
      zone: 'Europe/Berlin',
      weekly: [{ day: 'monday', from: '09:00', to: '17:00' }],
    };
  };
  const { router } = openApp('/board', { arrange });
  expect(await screen.findByText(/^off shift 11:59 PM/)).toBeTruthy();
  await router.navigate({ to: '/settings/$area', params: { area: 'profile' } });
  expect(await screen.findByText(/Mon 09:00 to 17:00 \(Europe\/Berlin\)/)).toBeTruthy();
});
