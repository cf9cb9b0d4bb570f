import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { House } from '../dev/house.ts';
import { anna, ben } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

afterEach(() => void vi.useRealTimers());

const offer = (house: House, id: string, more: { seconds?: number; agents?: string[] } = {}) =>
  act(() => {
    house.add(id, { kind: 'system' }, 'offer.made', {
      offer: `offer-${id}`,
      agents: more.agents ?? [anna],
      from: { kind: 'system' },
      expires_at: new Date(Date.now() + 1000 * (more.seconds ?? 20)).toISOString(),
      why: 'German, e-bikes 3; waited 0:42; longest idle of 3 who could',
    });
  });

const card = (visitor: string) => screen.findByRole('article', { name: `Offer: ${visitor}` });

async function open() {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const app = openApp('/inbox', { advance: vi.advanceTimersByTime });
  await screen.findByText('3 waiting');
  return app;
}

it('says what it is about, why you, and how long it stands', async () => {
  const { house } = await open();
  offer(house, 'jonas-weber', { seconds: 20 });
  const shown = await card('Jonas Weber');
  expect(within(shown).getByText('Why you:')).toBeTruthy();
  expect(shown.textContent).toContain('longest idle of 3 who could');
  expect(within(shown).getByText('German')).toBeTruthy();
  expect(within(shown).getByText('Not for the assistant')).toBeTruthy();
  expect(within(shown).getByRole('timer').getAttribute('aria-label')).toMatch(
    /(19|20) seconds left/,
  );
  expect(within(shown).queryByText('First to accept')).toBeNull();
  expect(document.activeElement).toBe(document.body);
});

it('is spoken once when it comes, and once when five seconds are left', async () => {
  const { house } = await open();
  offer(house, 'jonas-weber', { seconds: 12 });
  const shown = await card('Jonas Weber');
  const spoken = /You are offered a conversation with Jonas Weber/;
  expect(screen.getAllByText(spoken)).toHaveLength(1);
  const alert = within(shown).getByRole('alert');
  expect(alert.textContent).toBe('');
  await act(() => vi.advanceTimersByTimeAsync(8000));
  expect(alert.textContent).toBe('Five seconds left');
  offer(house, 'rosa-oliveira');
  expect(await screen.findByText(/You are offered a conversation with Rosa/)).toBeTruthy();
  expect(screen.queryByText(spoken)).toBeNull();
});

it('is accepted by keys even while somebody writes', async () => {
  const { house, user, router } = await open();
  offer(house, 'jonas-weber');
  await card('Jonas Weber');
  screen.getByRole('combobox', { name: /Search/ }).focus();
  await user.keyboard('{Alt>}{Shift>}[KeyA]{/Shift}{/Alt}');
  await waitFor(() => expect(router.state.location.pathname).toBe('/inbox/jonas-weber'));
  expect(house.case('jonas-weber')?.conversation.owner.id).toBe(anna);
  expect(screen.queryByText(/You missed/)).toBeNull();
});

it('stacks, and the one that is chosen comes to the front', async () => {
  const { house, user } = await open();
  offer(house, 'jonas-weber', { seconds: 15 });
  offer(house, 'rosa-oliveira', { seconds: 30 });
  await card('Jonas Weber');
  await user.click(await screen.findByRole('button', { name: 'Show the offer: Rosa Oliveira' }));
  const front = await card('Rosa Oliveira');
  await user.click(within(front).getByRole('button', { name: /Decline/ }));
  await waitFor(() => expect(house.case('rosa-oliveira')?.conversation.offer).toBeUndefined());
  expect(await card('Jonas Weber')).toBeTruthy();
});

it('says who was quicker, for three seconds', async () => {
  const { house } = await open();
  offer(house, 'jonas-weber', { agents: [anna, ben] });
  const shown = await card('Jonas Weber');
  expect(within(shown).getByText('First to accept')).toBeTruthy();
  act(() => {
    house.add('jonas-weber', { kind: 'agent', id: ben }, 'agent.joined', {
      agent: house.profile(ben),
      how: 'offer',
      relieved: { kind: 'system' },
      offer: 'offer-jonas-weber',
    });
  });
  await waitFor(() => expect(screen.queryByRole('article', { name: /Jonas/ })).toBeNull());
  const offers = screen.getByRole('region', { name: 'Offers to you' });
  expect(offers.textContent).toContain('Ben Okafor has Jonas Weber');
  await act(() => vi.advanceTimersByTimeAsync(3100));
  expect(screen.queryByRole('region', { name: 'Offers to you' })).toBeNull();
});

it('says that one was missed and what follows, until it is put away', async () => {
  const { house, user } = await open();
  offer(house, 'jonas-weber', { seconds: 6 });
  await card('Jonas Weber');
  await act(() => vi.advanceTimersByTimeAsync(6500));
  act(() => {
    house.add('jonas-weber', { kind: 'system' }, 'offer.ended', {
      offer: 'offer-jonas-weber',
      agent: anna,
      how: 'lapsed',
      closed: true,
    });
  });
  expect(await screen.findByText(/After a second miss in a row nothing is offered/)).toBeTruthy();
  await act(() => vi.advanceTimersByTimeAsync(10_000));
  const offers = screen.getByRole('region', { name: 'Offers to you' });
  expect(offers.textContent).toContain('You missed Jonas Weber');
  await user.click(within(offers).getByRole('button', { name: 'Close' }));
  expect(screen.queryByRole('region', { name: 'Offers to you' })).toBeNull();
});

const miss = (house: House, id: string) =>
  act(() => {
    house.add(id, { kind: 'system' }, 'offer.ended', {
      offer: `offer-${id}`,
      agent: anna,
      how: 'lapsed',
      closed: true,
    });
  });

it('keeps one miss, and none once somebody is back', async () => {
  const { house } = await open();
  for (const id of ['jonas-weber', 'rosa-oliveira']) {
    offer(house, id, { seconds: 6 });
    await screen.findByRole('article', { name: /^Offer: / });
    await act(() => vi.advanceTimersByTimeAsync(6500));
    miss(house, id);
    await screen.findByText(/After a second miss in a row/);
  }
  const offers = screen.getByRole('region', { name: 'Offers to you' });
  await waitFor(() => expect(offers.textContent).toContain('You missed Rosa Oliveira'));
  expect(offers.textContent).not.toContain('Jonas Weber');
  act(() => void house.setStatus(anna, 'away'));
  await screen.findByRole('button', { name: 'Your status: Away' });
  act(() => void house.setStatus(anna, 'available'));
  await waitFor(() => expect(screen.queryByText(/You missed/)).toBeNull());
});

it('forgets a miss when the same conversation is offered again', async () => {
  const { house } = await open();
  offer(house, 'jonas-weber', { seconds: 6 });
  await card('Jonas Weber');
  await act(() => vi.advanceTimersByTimeAsync(6500));
  miss(house, 'jonas-weber');
  await screen.findByText(/After a second miss in a row/);
  offer(house, 'jonas-weber');
  await card('Jonas Weber');
  expect(screen.queryByText(/You missed/)).toBeNull();
});
