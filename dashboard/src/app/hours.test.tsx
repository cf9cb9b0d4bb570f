import { fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bikes } from '../dev/people.ts';
import { billing } from '../dev/routing.ts';
import { openApp } from '../dev/testApp.tsx';

// A Monday at ten in Stockholm, where the shop is open from nine to six.
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: Date.parse('2026-11-16T09:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const open = (address: string, options: Parameters<typeof openApp>[1] = {}) =>
  openApp(address, { advance: vi.advanceTimersByTime, ...options });

const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

const save = () => screen.findByRole('button', { name: 'Save' });

it('says what the hours mean, and keeps holidays', async () => {
  const { user, house, asked } = open('/settings/hours');
  expect(await screen.findByText(/Open now, until 6:00 PM\. Then closed until/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Add a day' }));
  await user.click(await save());
  expect(await screen.findByText(/Put right what is marked/)).toBeTruthy();
  expect(screen.getByText('Choose the date.')).toBeTruthy();
  type(screen.getByLabelText('Date'), '2026-11-16');
  type(screen.getByLabelText(/^Name/), 'Stocktaking');
  expect(screen.getByText(/Closed now\. Opens tomorrow 9:00 AM/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Add hours on Stocktaking' }));
  type(screen.getByLabelText('Stocktaking, opens'), '20:00');
  type(screen.getByLabelText('Stocktaking, closes'), '01:00');
  expect(screen.getByText('next day')).toBeTruthy();
  await user.click(await save());
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  expect(asked('PATCH', /^\/sites\//)[0]?.body).toMatchObject({
    hours: {
      zone: 'Europe/Stockholm',
      exceptions: [
        { date: '2026-11-16', name: 'Stocktaking', open: [{ from: '20:00', to: '25:00' }] },
      ],
    },
    version: 3,
  });
  await user.click(screen.getByRole('button', { name: 'Remove Stocktaking' }));
  await user.click(await save());
  expect(await screen.findByText(/No special days/)).toBeTruthy();
  expect(house.sites[0]?.hours).toMatchObject({ exceptions: [] });
});

it('lists special days by date, those that are over put away', async () => {
  const { user } = open('/settings/hours', {
    arrange: (house) => {
      const site = house.sites.find((s) => s.id === bikes);
      Object.assign(site?.hours ?? {}, {
        exceptions: [
          { date: '2026-12-25', name: 'Christmas', open: [] },
          { date: '2026-06-06', name: 'National day', open: [] },
          { date: '2026-12-24', name: 'Christmas Eve', open: [] },
        ],
      });
    },
  });
  await user.click(await screen.findByText('1 day that is over'));
  const names = screen.getAllByLabelText(/^Name/).map((f) => f.getAttribute('value'));
  expect(names).toEqual(['National day', 'Christmas Eve', 'Christmas']);
  await user.click(screen.getByRole('button', { name: 'Remove those that are over' }));
  expect(screen.getAllByLabelText(/^Name/)).toHaveLength(2);
});

it('closes by hand for a while, says so, and takes it back', async () => {
  const { user, asked } = open('/settings/hours');
  await user.click(await screen.findByRole('button', { name: 'Close for a while' }));
  expect(await screen.findByText('Closed by hand, until 11:00 AM.')).toBeTruthy();
  type(screen.getByLabelText('Until'), '2026-11-16T09:00');
  expect(screen.getByText(/The end must be after the beginning/)).toBeTruthy();
  type(screen.getByLabelText('Until'), '2026-11-16T12:30');
  expect(screen.getByText(/Closed now\. Opens 12:30 PM/)).toBeTruthy();
  await user.click(await save());
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  expect(asked('PATCH', /^\/sites\//)[0]?.body).toMatchObject({
    hours: {
      override: {
        open: false,
        from: '2026-11-16T09:00:00.000Z',
        until: '2026-11-16T11:30:00.000Z',
      },
    },
  });
  const hand = screen.getByRole('group', { name: 'By hand' });
  await user.click(within(hand).getByRole('button', { name: 'Remove' }));
  await user.click(await save());
  expect(await screen.findByText(/Open now, until 6:00 PM/)).toBeTruthy();
  expect(asked('PATCH', /^\/sites\//)[1]?.body).not.toHaveProperty('hours.override');
});

it('shows what the server does not take at its field, and loses nothing', async () => {
  const { user } = open('/settings/hours');
  type(await screen.findByLabelText('Friday, closes'), '11:00');
  type(screen.getByLabelText('Friday, opens'), '20:00');
  await user.click(await save());
  expect(await screen.findByText(/overlaps with friday 20:00/)).toBeTruthy();
  expect(screen.getByLabelText('Saturday, opens').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByLabelText('Friday, opens').getAttribute('value')).toBe('20:00');
});

it('does not save intervals of a day that overlap', async () => {
  const { user, asked } = open('/settings/hours');
  await user.click(await screen.findByRole('button', { name: 'Add hours on Monday' }));
  const [, second] = screen.getAllByLabelText('Monday, opens');
  if (second) type(second, '17:00');
  expect(await screen.findByText(/These hours overlap/)).toBeTruthy();
  await user.click(await save());
  expect(asked('PATCH', /^\/sites\//)).toHaveLength(0);
});

it('gives a team hours of its own, and takes them away', async () => {
  const { user, house, asked } = open(`/settings/teams?item=${billing}`);
  await user.click(await screen.findByLabelText(/^Own hours/));
  type(await screen.findByLabelText('Monday, opens'), '10:00');
  await user.click(await save());
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  expect(asked('PATCH', /^\/teams\//)[0]?.body).toHaveProperty('hours.weekly.0.from', '10:00');
  await user.click(screen.getByLabelText(/^As the site/));
  expect(screen.queryByLabelText('Monday, opens')).toBeNull();
  await user.click(await save());
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  expect(house.teams.find((t) => t.id === billing)?.hours).toBeUndefined();
});

it('asks nothing when what somebody else changed is not on the page', async () => {
  const { user, house } = open('/settings/hours');
  await user.click(await screen.findByRole('button', { name: 'Add a day' }));
  type(screen.getByLabelText('Date'), '2026-12-24');
  Object.assign(house.sites[0] ?? {}, { greeting: 'Welcome back', version: 4 });
  await user.click(await save());
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  expect(house.sites[0]).toMatchObject({
    greeting: 'Welcome back',
    hours: { exceptions: [{ date: '2026-12-24' }] },
  });
});
