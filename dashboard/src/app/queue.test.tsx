import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { openApp } from '../dev/testApp.tsx';

it('claims whom routing would take next', async () => {
  let last = '';
  const { user, asked } = openApp('/inbox?list=queue', {
    arrange: (house) => {
      const queued = [...house.cases.values()]
        .map((c) => c.conversation)
        .filter((c) => c.state === 'queued')
        .sort((a, b) => (a.entered_queue_at ?? '').localeCompare(b.entered_queue_at ?? ''));
      expect(queued.length).toBeGreaterThan(1);
      for (const c of queued) c.route = { target_seconds: 600 };
      const vip = queued.at(-1); // who came last
      if (vip) vip.route = { target_seconds: 30, ahead: true };
      last = vip?.id ?? '';
    },
  });
  await screen.findByText(/^\d+ waiting/);
  await user.keyboard('{Shift>}c{/Shift}');
  await waitFor(() => expect(asked('POST', /\/claim$/)[0]?.path).toContain(last));
});
