import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { anna, ben, chiara } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

const queueRow = (name: RegExp) => screen.getByRole('row', { name });

it('shows who waits, who answers and what needs somebody', async () => {
  openApp('/board', { scene: 'quiet' });
  expect(await screen.findByText('Rosa Oliveira is past their target in Billing.')).toBeTruthy();
  expect(await screen.findByRole('button', { name: 'Billing', expanded: true })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Rosa Oliveira' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Orders', expanded: false })).toBeTruthy();
  const anna = queueRow(/^Anna Keller/);
  expect(within(anna).getByText('2 of 4')).toBeTruthy();
  expect(within(anna).getByText(/Maria Lindqvist, Kofi Danquah/)).toBeTruthy();
});

it('tells an agent which role may see it', async () => {
  const { asked } = openApp('/board', { scene: 'agent' });
  expect(await screen.findByText('The board is for supervisors and admins')).toBeTruthy();
  expect(screen.getByText(/Your role is agent/)).toBeTruthy();
  expect(asked('GET', /^\/board/)).toEqual([]);
  expect(screen.queryByRole('link', { name: 'Board' })).toBeNull();
});

it('is reached from the rail and by g b', async () => {
  const { user, router } = openApp('/settings/profile');
  expect(await screen.findByRole('link', { name: 'Board' })).toBeTruthy();
  await user.keyboard('gb');
  await waitFor(() => expect(router.state.location.pathname).toBe('/board'));
});

it('follows what the socket says at once', async () => {
  const { house } = openApp('/board');
  expect(await screen.findByRole('button', { name: 'Billing' })).toBeTruthy();
  act(() => void house.setStatus(ben, 'away'));
  await waitFor(() => expect(within(queueRow(/^Ben Okafor/)).getByText('Away')).toBeTruthy(), {
    timeout: 3000,
  });
});

it('gives a conversation to somebody, and says when that takes force', async () => {
  const { user, house, asked } = openApp('/board');
  await user.click(await screen.findByRole('button', { name: 'Assign Rosa Oliveira' }));
  const dialog = await screen.findByRole('dialog', { name: /Give Rosa Oliveira to/ });
  await user.click(within(dialog).getByLabelText(/Tomasz Nowak/));
  expect(within(dialog).getByText(/Tomasz Nowak does not take work now/)).toBeTruthy();
  await user.click(within(dialog).getByLabelText(/Ben Okafor/));
  expect(within(dialog).queryByText(/does not take work now/)).toBeNull();
  await user.click(within(dialog).getByRole('button', { name: 'Give to Ben Okafor' }));
  await waitFor(() => expect(house.case('rosa-oliveira')?.conversation.owner.id).toBe(ben));
  expect(asked('POST', /assign$/)[0]?.body).toEqual({ agent: ben });
});

it('whispers into a conversation, and sets a status', async () => {
  const { user, house } = openApp('/board');
  await user.click(await screen.findByRole('button', { name: 'Chiara Romano' }));
  expect(
    screen.getByRole('link', { name: /Listen to the conversation with Ivy Chen/ }),
  ).toBeTruthy();
  await user.click(screen.getByRole('button', { name: /Whisper in the conversation with Ivy/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Whisper to Chiara Romano' });
  await user.type(within(dialog).getByLabelText('Note'), 'Ask for the parcel number');
  await user.click(within(dialog).getByRole('button', { name: 'Add note' }));
  await waitFor(() =>
    expect(house.case('ivy-chen')?.entries.at(-1)).toMatchObject({
      kind: 'note.posted',
      body: { text: 'Ask for the parcel number' },
    }),
  );
  await user.click(screen.getByRole('button', { name: 'Set the status of Chiara Romano' }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Lunch' }));
  await waitFor(() =>
    expect(house.agent(chiara).presence).toMatchObject({ status: 'away', own: 'status-lunch' }),
  );
});

it('takes over from a colleague only after a question', async () => {
  const { user, house, router } = openApp('/board');
  await user.click(await screen.findByRole('button', { name: 'Chiara Romano' }));
  await user.click(screen.getByRole('button', { name: 'Take over Ivy Chen' }));
  const ask = await screen.findByRole('alertdialog', { name: 'Take over Ivy Chen?' });
  await user.click(within(ask).getByRole('button', { name: 'Take over' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/inbox/ivy-chen'));
  expect(house.case('ivy-chen')?.conversation.owner.id).toBe(anna);
});

/** As many conversations as she may have. */
const full = (house: ReturnType<typeof openApp>['house']) =>
  Object.assign(house.agent(anna).presence, { capacity: house.agent(anna).presence.load });

async function takeIvyOver(user: ReturnType<typeof openApp>['user']) {
  await user.click(await screen.findByRole('button', { name: 'Chiara Romano' }));
  await user.click(screen.getByRole('button', { name: 'Take over Ivy Chen' }));
  const ask = await screen.findByRole('alertdialog', { name: 'Take over Ivy Chen?' });
  await user.click(within(ask).getByRole('button', { name: 'Take over' }));
}

it('lets a supervisor who is full take over all the same, when told to', async () => {
  const { user, house, asked } = openApp('/board', { arrange: full });
  await takeIvyOver(user);
  await user.click(await screen.findByRole('button', { name: 'Take it anyway', hidden: true }));
  await waitFor(() => expect(house.case('ivy-chen')?.conversation.owner.id).toBe(anna));
  expect(asked('POST', /claim$/).map((c) => c.body)).toEqual([
    { relieves: chiara },
    { relieves: chiara, force: true },
  ]);
});

it('offers no force against what force does not help', async () => {
  const { user, house } = openApp('/board');
  await screen.findByRole('button', { name: 'Chiara Romano' });
  const c = house.case('ivy-chen')?.conversation;
  if (c) c.owner = { kind: 'agent', id: ben };
  await takeIvyOver(user);
  // Once to be seen, once to be spoken.
  expect(await screen.findAllByText('Ben Okafor has this conversation.')).toHaveLength(2);
  expect(screen.queryByRole('button', { name: 'Take it anyway', hidden: true })).toBeNull();
});

it('hangs on a wall, large and with nothing to press but the way back', async () => {
  const { user, router, house } = openApp('/board');
  await user.click(await screen.findByRole('button', { name: 'Wall screen' }));
  const wall = await screen.findByRole('table', { name: 'Queues' });
  expect(router.state.location.search).toEqual({ wall: true });
  expect(within(wall).getByRole('row', { name: /Billing/ })).toBeTruthy();
  expect(screen.getByText('Rosa Oliveira is past their target in Billing.')).toBeTruthy();
  const people = screen.getByRole('list', { name: 'People' });
  expect(within(people).getAllByRole('listitem')[0]?.textContent).toMatch(/\d of \d/);
  expect(screen.queryByRole('button', { name: 'Assign Rosa Oliveira' })).toBeNull();
  act(() => void house.setStatus(ben, 'away'));
  await waitFor(() => expect(within(people).getByText('Away')).toBeTruthy(), { timeout: 3000 });
  await user.keyboard('{Escape}');
  expect(await screen.findByRole('button', { name: 'Assign Rosa Oliveira' })).toBeTruthy();
  expect(router.state.location.search).toEqual({});
});

it('opens on the wall by its address, and leaves it by the button', async () => {
  const { user, router } = openApp('/board?wall=true');
  await user.click(await screen.findByRole('button', { name: 'Leave the wall screen' }));
  expect(await screen.findByRole('button', { name: 'Wall screen' })).toBeTruthy();
  expect(router.state.location.search).toEqual({});
});

it('keeps an alarm away as long as it lasts, and shows it when it begins anew', async () => {
  const { house, user } = openApp('/board');
  const all = (status: 'away' | 'available') => () => {
    for (const a of house.agents) house.setStatus(a.id, status);
  };
  const strip = () => within(screen.getByRole('alert', { name: 'Alarms' }));
  const nobody = /nobody there takes conversations/;
  await screen.findByRole('alert', { name: 'Alarms' });
  act(all('away'));
  await strip().findByText(nobody, undefined, { timeout: 3000 });
  await user.click(strip().getByRole('button', { name: nobody }));
  expect(strip().queryByText(nobody)).toBeNull();
  act(all('available'));
  await waitFor(() => expect(within(queueRow(/^Ben Okafor/)).queryByText('Away')).toBeNull(), {
    timeout: 3000,
  });
  expect(strip().queryByText(nobody)).toBeNull();
  act(all('away'));
  expect(await strip().findByText(nobody, undefined, { timeout: 3000 })).toBeTruthy();
});

describe('with a clock', () => {
  afterEach(() => void vi.useRealTimers());

  it('says it wherever a supervisor is when nobody is on shift any more', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { house, user, router, cache } = openApp('/settings/skills', {
      advance: vi.advanceTimersByTime,
    });
    expect(await screen.findByRole('link', { name: /Board.*1 alarm/ })).toBeTruthy();
    for (const a of house.agents) act(() => void house.setStatus(a.id, 'away'));
    expect(await screen.findAllByText(/nobody there takes conversations/)).not.toHaveLength(0);
    expect(screen.getByRole('link', { name: /Board.*2 alarms/ })).toBeTruthy();
    const [there] = screen.getAllByRole('button', { name: 'Board', hidden: true });
    if (there) await user.click(there);
    await waitFor(() => expect(router.state.location.pathname).toBe('/board'));
    cache.clear();
  });

  it('puts the way back away on the wall until somebody touches anything', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { cache } = openApp('/board?wall=true', { advance: vi.advanceTimersByTime });
    await screen.findByRole('button', { name: 'Leave the wall screen' });
    const quiet = () => document.querySelector('[data-view="wall"]')?.hasAttribute('data-quiet');
    for (const sign of ['pointerdown', 'keydown', 'pointermove']) {
      await act(() => vi.advanceTimersByTimeAsync(3100));
      expect(quiet()).toBe(true);
      act(() => void document.body.dispatchEvent(new Event(sign, { bubbles: true })));
      expect(quiet()).toBe(false);
    }
    cache.clear();
  });

  it('goes grey with its age when no news come for ten seconds', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let down = false;
    const { cache } = openApp('/board', {
      advance: vi.advanceTimersByTime,
      refuse: ({ path }) => down && path.startsWith('/board'),
    });
    expect(await screen.findByText('Live')).toBeTruthy();
    down = true;
    await act(() => vi.advanceTimersByTimeAsync(14_000));
    expect(await screen.findByText(/From 0:1\d ago/)).toBeTruthy();
    expect(screen.getByText(/these figures are old/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Billing' })).toBeTruthy();
    down = false;
    await act(() => vi.advanceTimersByTimeAsync(6000));
    expect(await screen.findByText('Live')).toBeTruthy();
    cache.clear();
  });
});
