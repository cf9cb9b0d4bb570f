import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { anna, ben } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

type App = ReturnType<typeof openApp>;

/** Loses the connection; it is found again by itself. */
const loseConnection = ({ house }: App) =>
  act(() => {
    for (const cut of [...house.lines]) cut();
  });

const isLive = ({ house }: App) => waitFor(() => expect(house.lines.size).toBe(1));

it('shows who went away while the connection was lost', async () => {
  const app = openApp('/settings/team');
  const row = () => within(screen.getByRole('row', { name: /Ben Okafor/ }));
  await screen.findByRole('row', { name: /Ben Okafor/ });
  expect(row().getAllByText('Available').length).toBeGreaterThan(0);
  await isLive(app);
  const { presence } = app.house.agent(ben);
  Object.assign(presence, { status: 'away', shown: 'away', version: presence.version + 1 });
  loseConnection(app);
  await waitFor(() => expect(row().getAllByText('Away').length).toBeGreaterThan(0));
});

it('asks again for all that no stream brings after, and for nothing of it the first time', async () => {
  const app = openApp('/inbox/maria-lindqvist');
  const fetched = (path: RegExp) => app.asked('GET', path).length;
  const paths = [/^\/agents$/, /^\/inbox\?/, /^\/conversations\/maria-lindqvist$/];
  await isLive(app);
  await waitFor(() => expect(paths.map((path) => fetched(path) > 0)).toEqual([true, true, true]));
  expect(paths.slice(0, 1).concat(paths.slice(2)).map(fetched)).toEqual([1, 1]);
  expect(fetched(/^\/me$/)).toBe(0);
  act(() => app.house.tell({ t: 'viewing', conversation: 'maria-lindqvist', agents: [anna, ben] }));
  expect(await screen.findByText(/Ben Okafor/)).toBeTruthy();
  const before = paths.map(fetched);
  loseConnection(app);
  await waitFor(() => expect(fetched(/^\/me$/)).toBe(1));
  await waitFor(() =>
    expect(paths.map((path, i) => fetched(path) > (before[i] ?? 0))).toEqual([true, true, true]),
  );
});
