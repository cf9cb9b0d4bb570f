import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { bikes } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

const at = '/settings/golive?site=site-northwheel';

const card = async (question: string | RegExp) => {
  const title = await screen.findByRole('heading', { name: question, level: 3 });
  const found = title.closest('article');
  if (!found) throw new Error('the question stands in no card');
  return within(found);
};

it('answers the questions of a site, the worst first, with what to change and where', async () => {
  const { user, router } = openApp(at, {
    arrange: (house) => {
      for (const a of house.agents) a.skills = {};
    },
  });
  const list = await screen.findByRole('list', { name: 'Questions and answers' });
  const verdicts = within(list)
    .getAllByRole('article')
    .map((a) => a.getAttribute('data-verdict'));
  expect(verdicts[0]).toBe('bad');
  expect(verdicts).toEqual([...verdicts].sort((a, b) => rank(a) - rank(b)));
  expect(screen.getByText(/^1 to put right, 1 to look at, \d+ fine$/)).toBeTruthy();
  const bad = await card('What the rule “Pre-sale” is for');
  expect(bad.getByText('Put it right')).toBeTruthy();
  await user.click(bad.getByRole('link', { name: 'Change it: People' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/settings/team'));
});

const rank = (v: string | null) => ['bad', 'watch', 'good'].indexOf(v ?? '');

it('shows what the visitor reads, who gets it, and what follows', async () => {
  openApp(at);
  const vip = await card('A VIP');
  expect(vip.getByText('Fine')).toBeTruthy();
  expect(vip.getByText(/asking our team to join/)).toBeTruthy();
  expect(
    vip.getByText(/Rule: VIP\. Goes to: Anybody on the site, ahead of others, within 30 s/),
  ).toBeTruthy();
  expect(vip.getByText(/^At once: .* asked$/)).toBeTruthy();
  expect(vip.getByText(/^After 1:30 min, the whole team:/)).toBeTruthy();
  const full = await card('Everybody is at capacity');
  expect(full.getByText('After 4 min: they read')).toBeTruthy();
  expect(full.getByText('After 25 min: the wait ends, and they read')).toBeTruthy();
  const sunday = await card(/^The site is closed/);
  expect(sunday.getByText(/Rule: After hours\. Answered later/)).toBeTruthy();
  expect(sunday.getByText('Then they are asked how to reach them.')).toBeTruthy();
});

it('asks a question of one’s own, and says what is wrong with it at its field', async () => {
  const { user, asked } = openApp(at);
  await screen.findByRole('list', { name: 'Questions and answers' });
  await user.type(screen.getByLabelText(/^Topic/), 'billing');
  await user.selectOptions(screen.getByLabelText('Language'), 'German');
  await user.selectOptions(screen.getByLabelText('Mood'), 'angry');
  await user.selectOptions(screen.getByLabelText('Your people'), 'all at capacity');
  await user.click(screen.getByLabelText('There is a way to reach the visitor'));
  await user.click(screen.getByRole('button', { name: 'Ask' }));
  expect(await screen.findByText('As you asked: billing')).toBeTruthy();
  expect(asked('POST', /rehearsal/).at(-1)?.body).toEqual({
    situations: [
      {
        topic: 'billing',
        language: 'de',
        sentiment: 'angry',
        reason: 'sentiment',
        contact_known: true,
        staffing: 'everybody_full',
      },
    ],
  });
  const when = screen.getByLabelText('Day and time');
  await user.type(when, '2031-01-05T10:00');
  await user.click(screen.getByRole('button', { name: 'Ask' }));
  expect(await screen.findByText('Choose a moment within two years from now.')).toBeTruthy();
  expect(when.getAttribute('aria-invalid')).toBe('true');
});

it('asks again on demand, and after a failure', async () => {
  const { user, house, asked } = openApp(at, { arrange: (h) => h.failing.add('rehearsal') });
  expect(await screen.findByText('The questions were not answered')).toBeTruthy();
  house.failing.clear();
  await user.click(screen.getByRole('button', { name: 'Retry' }));
  await screen.findByRole('list', { name: 'Questions and answers' });
  const before = asked('POST', /rehearsal/).length;
  house.rules.set(bikes, { rules: [], version: 4, shipped: false, problems: [] });
  await user.click(screen.getByRole('button', { name: 'Ask again' }));
  await waitFor(() => expect(asked('POST', /rehearsal/)).toHaveLength(before + 1));
  const vip = await card('A VIP');
  expect(await vip.findByText(/No rule matches/)).toBeTruthy();
});

it('is reached from the page with the snippet', async () => {
  const { user, router } = openApp('/settings/install?site=site-northwheel');
  await user.click(await screen.findByRole('link', { name: 'Try what visitors would be told' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/settings/golive'));
  expect(router.state.location.search).toEqual({ site: bikes });
});
