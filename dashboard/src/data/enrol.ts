// Adding this browser to somebody's devices, and what the browser remembers of it.

import { data } from './api.ts';
import type { Browser } from './browser.ts';
import type { Kit } from './kit.ts';
import type { Session } from './session.ts';
import type { Device, DeviceList } from './standing.ts';

/** For whom this browser was added, and how. */
export interface Enrolment {
  agent: string;
  /** The session in which it was. */
  session: string;
  endpoint: string;
  name: string;
}

const names = ['agent', 'session', 'endpoint', 'name'] as const satisfies (keyof Enrolment)[];

export function recall({ keep }: Browser): Enrolment | undefined {
  const [agent, session, endpoint, name] = names.map((n) => keep.get(n) ?? '');
  if (!agent) return undefined;
  return { agent, session: session ?? '', endpoint: endpoint ?? '', name: name ?? '' };
}

export function remember({ keep }: Browser, enrolment: Enrolment): void {
  for (const name of names) keep.set(name, enrolment[name]);
}

export function forget({ keep }: Browser): void {
  for (const name of names) keep.remove(name);
}

export interface SignedIn {
  agent: string;
  session: string;
}

export function signedIn(session: Session): SignedIn | undefined {
  const state = session.state();
  return state.at === 'in'
    ? { agent: state.grant.me.agent.id, session: state.grant.session }
    : undefined;
}

/** Subscribes this browser and tells the server: from now on whoever is signed in is asked here. */
export async function enrol(
  { api, browser, session }: Pick<Kit, 'api' | 'browser' | 'session'>,
  list: DeviceList,
  name: string,
): Promise<Device> {
  const who = signedIn(session);
  if (!who) throw new Error('nobody is signed in');
  const earlier = recall(browser);
  const { endpoint, p256dh, auth } = await browser.subscribe(list.key);
  const device = data(await api.POST('/me/devices', { body: { name, endpoint, p256dh, auth } }));
  remember(browser, { ...who, endpoint, name });
  // The address that it had before leads nowhere now.
  const gone = list.devices.find((d) => d.endpoint === earlier?.endpoint && d.id !== device.id);
  if (gone)
    await api
      .DELETE('/me/devices/{id}', { params: { path: { id: gone.id } } })
      .catch(() => undefined);
  return device;
}
