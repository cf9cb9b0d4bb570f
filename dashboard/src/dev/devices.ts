import type { Schema } from '../data/api.ts';
import type { House } from './house.ts';
import { Refusal } from './refusal.ts';
import type { Handler } from './routes.ts';

/** The devices on which one is asked while no dashboard is open. */
export const deviceRoutes: [string, RegExp, Handler][] = [
  [
    'GET',
    /^\/me\/devices$/,
    ({ house }): Schema['DeviceList'] => ({ key: house.pushKey, devices: house.devices }),
  ],
  ['POST', /^\/me\/devices$/, ({ house, body }) => add(house, body)],
  [
    'DELETE',
    /^\/me\/devices\/([^/]+)$/,
    ({ house, params }) =>
      void house.devices.splice(house.devices.indexOf(device(house, params[0])), 1),
  ],
  ['POST', /^\/me\/devices\/([^/]+)\/test$/, ({ house, params }) => test(house, params[0])],
];

function device(house: House, id: string | undefined): Schema['Device'] {
  const found = house.devices.find((d) => d.id === id);
  if (!found) throw new Refusal(404, 'not_found', 'There is no such device.');
  return found;
}

function add(house: House, body: Record<string, unknown>): Schema['Device'] {
  const endpoint = String(body['endpoint']);
  const known = house.devices.findIndex((d) => d.endpoint === endpoint);
  const made: Schema['Device'] = {
    id: `device-${endpoint.split('/').at(-1)}`,
    name: String(body['name']),
    endpoint,
    added_at: new Date().toISOString(),
  };
  house.devices.splice(known < 0 ? house.devices.length : known, known < 0 ? 0 : 1, made);
  return made;
}

function test(house: House, id: string | undefined): void {
  const found = device(house, id);
  if (house.failing.has('push'))
    throw new Refusal(503, 'unavailable', 'The push service of this device does not answer.');
  if (house.failing.has('gone')) {
    house.devices.splice(house.devices.indexOf(found), 1);
    throw new Refusal(404, 'not_found', 'This device takes no notifications any more.');
  }
  found.reached_at = new Date().toISOString();
}
