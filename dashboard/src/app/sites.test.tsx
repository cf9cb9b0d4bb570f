import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { openApp } from '../dev/testApp.tsx';

it('limits how many conversations everybody on a site has at once, and takes that back', async () => {
  const { user, asked } = openApp('/settings/sites');
  const bodies = () => asked('PATCH', /\/sites\/[^/]+$/).map((a) => a.body);
  const field = await screen.findByLabelText('Conversations at once for each person');
  expect(field.getAttribute('placeholder')).toBe('As their capacity says');
  await user.type(field, '3');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(bodies()).toEqual([expect.objectContaining({ limit: 3 })]));
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true),
  );
  await user.clear(screen.getByLabelText('Conversations at once for each person'));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(bodies()[1]).toMatchObject({ limit: 0 }));
});
