import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Schema } from '../data/api.ts';
import { remember } from '../data/enrol.ts';
import { PlayedBrowser } from '../dev/browser.ts';
import type { House } from '../dev/house.ts';
import { anna, ben, chiara } from '../dev/people.ts';
import { openApp } from '../dev/testApp.tsx';

const page = '/settings/devices';
const session = 'session-mock';

const device = (more: Partial<Schema['Device']> = {}): Schema['Device'] => ({
  id: 'device-0',
  name: 'My phone',
  endpoint: 'https://push.example/0',
  added_at: '2026-02-03T09:00:00Z',
  ...more,
});

/** A browser that was added as `device()`, and so remembers it. */
function added(more: { agent?: string; session?: string; key?: string } = {}): PlayedBrowser {
  const browser = new PlayedBrowser();
  const { endpoint, name } = device();
  browser.allowed = 'granted';
  browser.held = { endpoint, p256dh: 'BPublic', auth: 'secret', key: more.key ?? 'BMockKey' };
  remember(browser, { agent: anna, session, endpoint, name, ...more });
  return browser;
}

const knowing = (house: House) => void house.devices.push(device());

const line = async (name: RegExp) =>
  within(await screen.findByRole('list', { name: 'Your devices' }))
    .getByText(name)
    .closest('li') ?? document.body;

/** What is said at the device of this page, as it fails. */
const alert = () => within(screen.getByRole('main')).findByRole('alert');

it('asks for permission in the press, subscribes, tells the server, and says so', async () => {
  const browser = new PlayedBrowser();
  const { user, asked, house } = openApp(page, { browser });
  const name = await screen.findByLabelText('Name of this device');
  expect(screen.getByDisplayValue('Chrome on Android')).toBe(name);
  expect(screen.getByText(/Your browser then asks/)).toBeTruthy();
  expect(browser.asked).toBe(0);
  await user.clear(name);
  await user.click(screen.getByRole('button', { name: 'Ask me here' }));
  expect(await screen.findByText('Give this device a name.')).toBeTruthy();
  expect(browser.asked).toBe(0);
  await user.type(name, ' Pocket ');
  await user.click(screen.getByRole('button', { name: 'Ask me here' }));
  expect(
    await screen.findByText(/You are asked on this device, which you call Pocket/),
  ).toBeTruthy();
  expect(browser.asked).toBe(1);
  expect(asked('POST', /^\/me\/devices$/)[0]?.body).toEqual({
    name: 'Pocket',
    endpoint: 'https://push.example/1',
    p256dh: 'BPublic',
    auth: 'secret',
  });
  expect(browser.held?.key).toBe(house.pushKey);
  expect(browser.keep.get('agent')).toBe(anna);
  expect((await line(/Pocket/)).textContent).toContain('This device');
  expect((await screen.findAllByText('You are asked on Pocket now')).length).toBeGreaterThan(0);
  // nothing is lost for whoever does not see the page
  expect(document.activeElement?.textContent).toContain('You are asked on this device');
});

it('says what to do when the person puts the question off', async () => {
  const browser = new PlayedBrowser();
  browser.answer = 'default';
  const { user, asked } = openApp(page, { browser });
  await user.click(await screen.findByRole('button', { name: 'Ask me here' }));
  expect((await alert()).textContent).toContain('Press again');
  expect(asked('POST', /devices/)).toEqual([]);
});

it('says what to do when the person refuses, and sees when they think better of it', async () => {
  const browser = new PlayedBrowser();
  browser.answer = 'denied';
  const { user } = openApp(page, { browser });
  await user.click(await screen.findByRole('button', { name: 'Ask me here' }));
  expect(await screen.findByText(/blocked in this browser/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Ask me here' })).toBeNull();
  browser.allowed = 'granted';
  await user.click(screen.getByRole('button', { name: 'Check again' }));
  expect(await screen.findByRole('button', { name: 'Ask me here' })).toBeTruthy();
});

it('keeps nothing of a device that the server did not take', async () => {
  const browser = new PlayedBrowser();
  const { user } = openApp(page, {
    browser,
    refuse: ({ method, path }) => method === 'POST' && path === '/me/devices',
  });
  await user.click(await screen.findByRole('button', { name: 'Ask me here' }));
  expect((await alert()).textContent).toContain('server cannot be reached');
  expect(browser.held).toBeUndefined();
  expect(browser.keep.names()).toEqual([]);
});

it('explains a browser that gets no address', async () => {
  const browser = new PlayedBrowser();
  browser.broken = 'Registration failed - push service error';
  const { user } = openApp(page, { browser });
  await user.click(await screen.findByRole('button', { name: 'Ask me here' }));
  expect((await alert()).textContent).toContain('Private windows');
});

const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1';

it.each<[string, { userAgent?: string; secure?: boolean }, RegExp]>([
  ['an iPhone outside of the home screen', { userAgent: iphone }, /Add to Home Screen/],
  ['a browser without push', {}, /takes no notifications from websites/],
  ['an address without https', { secure: false }, /begin with https/],
])('says why not: %s', async (_, { userAgent, secure = true }, words) => {
  const browser = new PlayedBrowser();
  browser.takesPush = false;
  browser.secure = secure;
  if (userAgent) browser.signs = { ...browser.signs, userAgent };
  openApp(page, { browser });
  expect(await screen.findByText(words)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Ask me here' })).toBeNull();
});

it('sends a test, and shows at the device why it did not work', async () => {
  const { user, house } = openApp(page, { browser: added(), arrange: knowing });
  expect((await line(/My phone/)).textContent).toContain('not reached yet');
  house.failing.add('push');
  await user.click(screen.getByRole('button', { name: 'Send a test to My phone' }));
  expect((await within(await line(/My phone/)).findByRole('alert')).textContent).toContain(
    'does not answer',
  );
  house.failing.clear();
  await user.click(screen.getByRole('button', { name: 'Send a test to My phone' }));
  expect((await screen.findAllByText(/on its way to My phone/)).length).toBeGreaterThan(0);
  await waitFor(async () => expect((await line(/My phone/)).textContent).toContain('last reached'));
  expect(within(await line(/My phone/)).queryByRole('alert')).toBeNull();
});

it('says it when a tested device is gone, and how to add it again', async () => {
  const { user, house } = openApp(page, { browser: added(), arrange: knowing });
  house.failing.add('gone');
  await user.click(await screen.findByRole('button', { name: 'Send a test to My phone' }));
  expect((await screen.findAllByText(/takes no notifications any more/)).length).toBeGreaterThan(0);
  expect(await screen.findByText(/no longer reach this browser/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Ask me here again' }));
  expect(await screen.findByText(/You are asked on this device/)).toBeTruthy();
});

it('removes another device and leaves this browser as it is', async () => {
  const browser = added();
  const { user, house } = openApp(page, {
    browser,
    arrange: (h) =>
      void h.devices.push(
        device(),
        device({ id: 'tablet', name: 'Tablet', endpoint: 'https://x' }),
      ),
  });
  await user.click(await screen.findByRole('button', { name: 'Remove Tablet' }));
  await waitFor(() => expect(screen.queryByText('Tablet')).toBeNull());
  expect(house.devices.map((d) => d.name)).toEqual(['My phone']);
  expect(browser.held).toBeDefined();
  expect((await screen.findAllByText('Tablet is no longer asked')).length).toBeGreaterThan(0);
});

it('ends the subscription when this browser is removed', async () => {
  const browser = added();
  const { user, house } = openApp(page, { browser, arrange: knowing });
  await user.click(await screen.findByRole('button', { name: 'Stop asking me here' }));
  expect(await screen.findByRole('button', { name: 'Ask me here' })).toBeTruthy();
  expect(house.devices).toEqual([]);
  expect(browser.held).toBeUndefined();
  expect(browser.keep.names()).toEqual([]);
});

it('shows what did not load, in its place', async () => {
  openApp(page, { refuse: ({ path }) => path === '/me/devices' });
  expect(await screen.findByText('Your devices did not load')).toBeTruthy();
});

// what happens by itself at the start

const renewed = (asked: ReturnType<typeof openApp>['asked']) =>
  asked('POST', /^\/me\/devices$/).map((c) => c.body);

it('renews a subscription that was made for another key, under its name', async () => {
  const browser = added({ key: 'BOldKey' });
  const { asked, house } = openApp('/inbox', { browser, arrange: knowing });
  await waitFor(() => expect(house.devices[0]?.endpoint).toBe('https://push.example/1'));
  expect(renewed(asked)).toMatchObject([{ name: 'My phone' }]);
  await waitFor(() => expect(house.devices).toHaveLength(1));
  expect(browser.asked).toBe(0);
});

it.each<[string, (browser: PlayedBrowser) => void, (house: House) => void]>([
  [
    'the browser has changed',
    (b) => void Object.assign(b, { held: { ...held(b), endpoint: 'https://new' } }),
    knowing,
  ],
  ['the browser has lost', (b) => void Object.assign(b, { held: undefined }), knowing],
  ['the server forgot with an earlier session', (b) => b.keep.set('session', 'x'), () => undefined],
])('renews a subscription that %s', async (_, change, arrange) => {
  const browser = added();
  change(browser);
  const { asked, house } = openApp('/inbox', { browser, arrange });
  await waitFor(() => expect(renewed(asked)).toMatchObject([{ name: 'My phone' }]));
  await waitFor(() =>
    expect(house.devices.map((d) => d.endpoint)).toEqual(['https://push.example/1']),
  );
  expect(browser.keep.get('session')).toBe(session);
});

function held(browser: PlayedBrowser) {
  if (!browser.held) throw new Error('there is no subscription');
  return browser.held;
}

/** Long enough for what happens by itself to have happened: the page has asked, and was answered. */
async function settled({ asked, house }: ReturnType<typeof openApp>) {
  await waitFor(() => expect(asked('GET', /^\/me\/devices/).length).toBeGreaterThan(0));
  await screen.findByRole('list', { name: 'Your devices' });
  return house.devices;
}

it.each<[string, PlayedBrowser]>([
  ['somebody else signs in', added({ agent: chiara })],
  ['the permission was taken away', Object.assign(added({ key: 'BOld' }), { allowed: 'denied' })],
  ['it was removed on another device', added()],
  ['it was never added', new PlayedBrowser()],
])('turns nothing on when %s', async (_, browser) => {
  const app = openApp(page, { browser });
  expect(await settled(app)).toEqual([]);
  expect(renewed(app.asked)).toEqual([]);
  expect(browser.asked).toBe(0);
});

it('leaves off what was removed elsewhere, and at the next sign-in too', async () => {
  const browser = added();
  openApp('/inbox', { browser });
  await waitFor(() => expect(browser.held).toBeUndefined());
  expect(browser.keep.get('agent')).toBeUndefined();
});

it('lets nothing be pushed here for somebody else, and remembers them', async () => {
  const browser = added({ agent: chiara });
  openApp('/inbox', { browser });
  await waitFor(() => expect(browser.held).toBeUndefined());
  expect(browser.keep.get('agent')).toBe(chiara);
});

it('ends the subscription with the session, and has it again with the next', async () => {
  const browser = added();
  const { user } = openApp('/inbox', { browser, arrange: knowing });
  await user.click(await screen.findByRole('button', { name: /your menu/ }));
  await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  await screen.findByRole('button', { name: 'Sign in' });
  await waitFor(() => expect(browser.held).toBeUndefined());
  await user.type(screen.getByLabelText('Email'), 'anna@northwheel.example');
  await user.type(screen.getByLabelText('Password'), 'right');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  await waitFor(() => expect(browser.held).toBeDefined());
});

it('goes where a pressed notification points', async () => {
  const browser = new PlayedBrowser();
  const { router } = openApp(page, { browser });
  await screen.findByLabelText('Name of this device');
  browser.press('/inbox/kofi-danquah');
  expect(await screen.findByRole('heading', { name: 'Kofi Danquah' })).toBeTruthy();
  expect(router.state.location.pathname).toBe('/inbox/kofi-danquah');
});

// colleagues who are asked by phone

const onPhone = (house: House) =>
  void Object.assign(house.agent(ben).presence, { why: 'on_phone', shown: 'available' });

it('shows on the board, in the settings and in a transfer who is asked by phone', async () => {
  const { router, user } = openApp('/board', { arrange: onPhone });
  const row = await screen.findByRole('row', { name: /Ben Okafor/ });
  expect(row.textContent).toContain('Available, by phone');
  await router.navigate({ to: '/settings/$area', params: { area: 'team' } });
  const person = await screen.findByRole('row', { name: /ben@northwheel/ });
  expect(person.textContent).toContain('Available, by phone');
  await router.navigate({
    to: '/inbox/$conversation',
    params: { conversation: 'kofi-danquah' },
    search: true,
  });
  await screen.findByRole('heading', { name: 'Kofi Danquah' });
  await user.keyboard('t');
  const dialog = await screen.findByRole('dialog', { name: 'Transfer Kofi Danquah' });
  const choice = within(dialog).getByLabelText(/Ben Okafor/);
  expect(choice.closest('label')?.textContent).toContain('by phone · ');
  expect(choice.hasAttribute('disabled')).toBe(false);
});
