import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ruleOf } from '../data/rules.ts';
import { bikes } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

const at = '/settings/rules?site=site-northwheel';

const order = () =>
  screen
    .getAllByRole('rowheader')
    .map((h) => h.querySelector('bdi')?.textContent)
    .filter(Boolean);

it('shows the rules in their order, and what happens without one', async () => {
  openApp(at);
  expect(await screen.findByText('topic is billing or refund')).toBeTruthy();
  expect(order()).toEqual(['After hours', 'VIP', 'Billing', 'Pre-sale', 'Technical']);
  expect(await screen.findAllByText('e-bikes 2 or better')).not.toHaveLength(0);
  expect(screen.getByText('Everything else')).toBeTruthy();
  expect(screen.getAllByText('3 min')).toHaveLength(2); // in its column, and under the name on a phone
});

it('moves a rule by keyboard and switches one off, stored together', async () => {
  const { user, house, asked } = openApp(at);
  (await screen.findByRole('button', { name: 'Move Billing up' })).focus();
  await user.keyboard('{Enter}');
  expect(order()).toEqual(['After hours', 'Billing', 'VIP', 'Pre-sale', 'Technical']);
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Move Billing up' }));
  expect(screen.getByText('Billing is now number 2 of 5')).toBeTruthy();
  await user.click(screen.getByRole('switch', { name: 'Rule VIP is on' }));
  expect(asked('PUT', /routing-rules/)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  const saved = house.rules.get(bikes);
  expect(saved?.rules.map((r) => r.name).slice(0, 3)).toEqual(['After hours', 'Billing', 'VIP']);
  expect(saved?.rules[2]?.off).toBe(true);
  expect(saved?.version).toBe(4);
});

it('asks for the name of a rule, where it is missing', async () => {
  const { user } = openApp(at);
  await user.click(await screen.findByRole('button', { name: 'Add a rule' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add a rule' });
  await user.click(within(dialog).getByRole('button', { name: 'Done' }));
  const name = within(dialog).getByRole('textbox', { name: 'Name of the rule' });
  expect(name.getAttribute('aria-invalid')).toBe('true');
  await user.type(name, 'New');
  expect(within(dialog).queryByText('Give the rule a name.')).toBeNull();
});

it('makes a rule of conditions and an outcome', async () => {
  const { user, house } = openApp(at);
  await user.click(await screen.findByRole('button', { name: 'Add a rule' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add a rule' });
  await user.type(within(dialog).getByLabelText('Name of the rule'), 'Angry at the checkout');
  const add = within(dialog).getByLabelText('Add a condition…');
  await user.selectOptions(add, 'Page contains');
  await user.click(within(dialog).getByRole('button', { name: 'Done' }));
  expect(await within(dialog).findByText(/Say what it asks for/)).toBeTruthy();
  await user.type(within(dialog).getByLabelText('Page contains'), '/checkout, /cart');
  expect(within(dialog).queryByText(/Say what it asks for/)).toBeNull();
  await user.selectOptions(add, 'Mood is');
  await user.click(within(dialog).getByLabelText('angry'));
  await user.selectOptions(within(dialog).getByLabelText('Team'), 'Orders');
  await user.selectOptions(within(dialog).getByLabelText('Add a skill…'), 'returns');
  await user.click(within(dialog).getByRole('switch', { name: /Ahead of others/ }));
  await user.click(within(dialog).getByRole('button', { name: 'Name people who are asked first' }));
  await user.click(within(dialog).getByLabelText(/Chiara Romano/));
  await user.click(within(dialog).getByRole('button', { name: 'Done' }));
  expect(
    await screen.findByText('page contains /checkout or /cart and mood is angry'),
  ).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  const made = house.rules.get(bikes)?.rules.at(-1);
  expect(made?.when).toEqual({ page: ['/checkout', '/cart'], sentiment: ['angry'] });
  expect(made?.then).toEqual({
    team: 'team-orders',
    skills: [{ name: 'returns', level: 1 }],
    named: ['agent-chiara-romano'],
    ahead: true,
    target_seconds: 60,
  });
});

it('says what cannot work, at the rule and in its editor, before anybody saves', async () => {
  const { user } = openApp(at);
  await user.click(await screen.findByRole('button', { name: 'Edit Billing' }));
  const dialog = await screen.findByRole('dialog');
  await user.selectOptions(within(dialog).getByLabelText('Overflow'), 'Billing');
  await user.click(within(dialog).getByRole('button', { name: 'Done' }));
  const row = screen.getByRole('row', { name: /Billing topic is billing/ });
  expect(await within(row).findByText(/overflows to the team that it sends to/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Edit Billing' }));
  const again = await screen.findByRole('dialog');
  expect(within(again).getByLabelText('Overflow').getAttribute('aria-invalid')).toBe('true');
  await user.click(within(again).getByRole('button', { name: 'Cancel' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('These rules cannot work.')).toBeTruthy();
});

it('tries rules on what was handed off, and stores nothing', async () => {
  const { user, house, asked } = openApp(at);
  await user.click(await screen.findByRole('button', { name: 'Edit Billing' }));
  const dialog = await screen.findByRole('dialog');
  await user.selectOptions(within(dialog).getByLabelText('Team'), 'Orders');
  await user.selectOptions(within(dialog).getByLabelText('Overflow'), 'the team’s own');
  await user.click(within(dialog).getByRole('button', { name: 'Done' }));
  await user.click(screen.getByRole('button', { name: 'Try on past conversations' }));
  expect(await screen.findByText('1 conversation would go another way')).toBeTruthy();
  const changes = screen.getByRole('table', { name: /would go another way/ });
  expect(within(changes).getByRole('link', { name: /Charged twice/ })).toBeTruthy();
  expect(within(changes).getByText('Orders')).toBeTruthy();
  expect(asked('PUT', /routing-rules/)).toEqual([]);
  expect(house.rules.get(bikes)?.version).toBe(3);
  await user.click(screen.getByRole('switch', { name: 'Rule VIP is on' }));
  expect(screen.getByText('You changed the rules since. Try them again.')).toBeTruthy();
});

it('gives everything else an outcome of its own, and takes it back', async () => {
  const { user, house } = openApp(at);
  await user.click(await screen.findByRole('button', { name: 'Edit Everything else' }));
  const dialog = await screen.findByRole('dialog', { name: 'Everything else' });
  await user.selectOptions(within(dialog).getByLabelText('Team'), 'Orders');
  await user.click(within(dialog).getByRole('button', { name: 'Done' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  const rest = house.rules.get(bikes)?.rules.at(-1);
  expect([rest?.when, rest?.then.team]).toEqual([{}, 'team-orders']);
  expect(order()).toHaveLength(5);
});

it('shows both tables when somebody else was first', async () => {
  const { user, house } = openApp(at);
  await user.click(await screen.findByRole('switch', { name: 'Rule VIP is on' }));
  const theirs = house.rules.get(bikes);
  if (theirs)
    house.rules.set(bikes, {
      ...theirs,
      version: 4,
      rules: theirs.rules.filter((r) => r.id !== 'technical'),
    });
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const conflict = await screen.findByText(
    'Somebody else changed these rules while you were editing',
  );
  const box = conflict.closest<HTMLElement>('[role="alert"]') ?? document.body;
  expect(within(box).getByRole('rowheader', { name: 'VIP' })).toBeTruthy();
  expect(within(box).getByText('No such rule')).toBeTruthy();
  await user.click(within(box).getByRole('button', { name: 'Take theirs' }));
  await waitFor(() => expect(order()).toHaveLength(4));
  expect(screen.getByText('All changes saved')).toBeTruthy();
});

it('keeps what each of two changed, and mine where both did', async () => {
  const { user, house } = openApp(at);
  await user.click(await screen.findByRole('switch', { name: 'Rule VIP is on' }));
  await user.click(screen.getByRole('switch', { name: 'Rule Billing is on' }));
  const theirs = house.rules.get(bikes);
  if (!theirs) throw new Error('the house has rules');
  house.rules.set(bikes, {
    ...theirs,
    version: 4,
    rules: theirs.rules
      .filter((r) => r.id !== 'technical')
      .map((r) => (r.id === 'vip' ? ruleOf(r, { ...r.then, ahead: false }) : r)),
  });
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const keep = await screen.findByRole('button', { name: 'Keep my changes' });
  expect(screen.getByRole('row', { name: 'Technical not changed No such rule' })).toBeTruthy();
  await user.click(keep);
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  const saved = house.rules.get(bikes)?.rules ?? [];
  expect(saved.map((r) => [r.id, r.off ?? false])).toEqual([
    ['after-hours', false],
    ['vip', true],
    ['billing', true],
    ['pre-sale', false],
  ]);
  expect(saved.find((r) => r.id === 'vip')?.then.ahead).toBe(true);
});

it('has a rule once that one of two made match everything', async () => {
  const { user, house } = openApp(at);
  await user.click(await screen.findByRole('switch', { name: 'Rule Technical is on' }));
  const theirs = house.rules.get(bikes);
  if (!theirs) throw new Error('the house has rules');
  const rules = theirs.rules.map((r) => (r.id === 'technical' ? { ...r, when: {} } : r));
  house.rules.set(bikes, { ...theirs, version: 4, rules });
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await user.click(await screen.findByRole('button', { name: 'Keep my changes' }));
  expect(await screen.findByText('All changes saved')).toBeTruthy();
  const saved = house.rules.get(bikes)?.rules ?? [];
  expect(saved.filter((r) => r.id === 'technical')).toHaveLength(1);
});
