import { act, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { anna, bikes } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

const at = '/settings/sla?site=site-northwheel';
const group = (name: string) => within(screen.getByRole('group', { name }));

it('changes a site’s answer times in units that people use', async () => {
  const { user, house, asked } = openApp(at);
  await screen.findByRole('group', { name: 'First answer, live' });
  expect(group('First answer, live').getByLabelText('Within')).toHaveProperty('value', '3');
  expect(group('First answer, later').getByLabelText('Unit')).toHaveProperty('value', 'hours');
  const within_ = group('First answer, live').getByLabelText('Within');
  await user.clear(within_);
  await user.type(within_, '45');
  await user.selectOptions(group('First answer, live').getByLabelText('Unit'), 'seconds');
  await user.click(
    group('First answer, later').getByRole('switch', { name: /Only opening hours/ }),
  );
  await user.type(group('Resolved').getByLabelText('Within'), '2');
  await user.selectOptions(group('Resolved').getByLabelText('Unit'), 'days');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  expect(asked('PATCH', /^\/sites\//)[0]?.body).toMatchObject({
    sla: {
      live: { within_seconds: 45, open_only: false },
      later: { within_seconds: 7200, open_only: false },
      next: { within_seconds: 180, open_only: true },
      resolution: { within_seconds: 172_800, open_only: true },
    },
  });
  expect(house.sites.find((s) => s.id === bikes)?.sla.live.within_seconds).toBe(45);
});

it('says where a time is too short or too long, and keeps it from being saved', async () => {
  const { user, asked } = openApp(at);
  await screen.findByRole('group', { name: 'First answer, live' });
  for (const [name, value] of [
    ['First answer, live', '0'],
    ['First answer, later', '-3'],
    ['Each further answer', '99999999999'],
  ] as const) {
    const field = group(name).getByLabelText('Within');
    fireEvent.change(field, { target: { value } });
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await group(name).findByText(/10 seconds to 90 days/)).toBeTruthy();
  }
  expect(screen.getByText(/Put right what is marked/)).toBeTruthy();
  expect(asked('PATCH', /^\/sites\//)).toEqual([]);
});

it('says that nothing is owed where no time is set', async () => {
  openApp(at);
  await screen.findByRole('group', { name: 'Resolved' });
  expect(group('Resolved').getByLabelText('Within')).toHaveProperty('value', '');
  expect(group('Resolved').queryByRole('switch')).toBeNull();
});

describe('with a clock', () => {
  afterEach(() => void vi.useRealTimers());

  it('tells the agent when the time to answer runs short, and when it has passed', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { house, cache } = openApp('/board', { advance: vi.advanceTimersByTime });
    await screen.findByText('Live');
    const says = (by: { kind: 'agent' | 'visitor'; id?: string }, text: string) =>
      act(() => void house.add('maria-lindqvist', by, 'message.posted', { text }));
    says({ kind: 'agent', id: anna }, 'One moment, please.');
    says({ kind: 'visitor' }, 'Are you still there?');
    await act(() => vi.advanceTimersByTimeAsync(145_000));
    expect(
      await screen.findAllByText(/Maria Lindqvist is waiting: answer within 0:3\d/),
    ).not.toHaveLength(0);
    await act(() => vi.advanceTimersByTimeAsync(40_000));
    expect(
      await screen.findAllByText('The time to answer Maria Lindqvist has passed'),
    ).not.toHaveLength(0);
    cache.clear();
  });
});
