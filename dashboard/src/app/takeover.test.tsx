import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { anna, chiara } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

/** Somebody with as many conversations as they may have takes Ivy over from Chiara. */
async function takeOver(scene: 'supervisor' | 'agent') {
  const app = openApp('/inbox/ivy-chen', {
    scene,
    arrange: (house) => {
      const { presence } = house.agent(anna);
      presence.capacity = presence.load;
    },
  });
  await screen.findByRole('heading', { name: 'Ivy Chen' });
  await app.user.keyboard('c');
  const ask = await screen.findByRole('alertdialog', { name: /over from Chiara Romano/ });
  await app.user.click(within(ask).getByRole('button', { name: 'Take over' }));
  return app;
}

it('has a supervisor who is full relieve the colleague all the same, when told to', async () => {
  const { user, house, asked } = await takeOver('supervisor');
  await user.click(await screen.findByRole('button', { name: 'Take it anyway', hidden: true }));
  await waitFor(() => expect(house.case('ivy-chen')?.conversation.owner.id).toBe(anna));
  expect(asked('POST', /claim$/).map((c) => c.body)).toEqual([
    { relieves: chiara },
    { relieves: chiara, force: true },
  ]);
});

it('tells an agent who is full no more than that', async () => {
  await takeOver('agent');
  expect(await screen.findAllByText(/Finish or pass on one first/)).not.toHaveLength(0);
  expect(screen.queryByRole('button', { name: 'Take it anyway', hidden: true })).toBeNull();
});
