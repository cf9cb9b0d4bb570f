// How a browser stands as a device on which somebody is asked. Nothing here knows of React.

import type { Schema } from './api.ts';
import type { Browser, Subscription } from './browser.ts';
import { needsHomeScreen } from './deviceName.ts';

export type Device = Schema['Device'];
export type DeviceList = Schema['DeviceList'];

/** What was found in a browser at a moment. */
export interface Seen {
  /** Why it cannot be added at all. */
  hindered: 'insecure' | 'home_screen' | 'browser' | undefined;
  permission: NotificationPermission;
  subscription: Subscription | undefined;
}

export type Standing =
  | { at: 'unsupported'; why: NonNullable<Seen['hindered']> }
  | { at: 'blocked' } // the person, or whoever runs the device, has refused notifications
  | { at: 'off' }
  | { at: 'on'; device: Device }
  | { at: 'stale' }; // what it has cannot be used: made for another key, or not known to the server

export async function look(browser: Browser): Promise<Seen> {
  const { secure, takesPush, signs } = browser;
  const why = !secure ? 'insecure' : needsHomeScreen(signs) ? 'home_screen' : 'browser';
  return {
    hindered: takesPush && secure ? undefined : why,
    permission: browser.permission(),
    subscription: await browser.subscription(),
  };
}

export function standing({ hindered, permission, subscription }: Seen, list: DeviceList): Standing {
  if (hindered) return { at: 'unsupported', why: hindered };
  if (permission === 'denied') return { at: 'blocked' };
  if (!subscription || permission !== 'granted') return { at: 'off' };
  const device = list.devices.find((d) => d.endpoint === subscription.endpoint);
  return device && madeFor(subscription, list.key) ? { at: 'on', device } : { at: 'stale' };
}

/** Whether the server can use a subscription; a browser that does not tell the key is believed. */
export function madeFor({ key }: Subscription, serverKey: string): boolean {
  return key === undefined || key === serverKey.replaceAll('=', '');
}
