import { expect, test } from 'vitest';
import { parseDemo, parseSetup } from './demo.ts';

const line = {
  dashboard: 'http://localhost:8080',
  shop: 'http://127.0.0.1:8081',
  admin: { email: 'root@example.com', password: 'one' },
  agents: [{ email: 'anna@example.com', password: 'two', name: 'Anna' }],
};

test('reads the demo, and passes over lines of the log', () => {
  expect(parseDemo(JSON.stringify(line))).toEqual(line);
  expect(parseDemo('listening on localhost:8080')).toBeUndefined();
  expect(parseDemo('{"level":"INFO","msg":"ready"}')).toBeUndefined();
});

test('reads the link of the first run', () => {
  const setup = 'http://localhost:8080/setup?token=abc';
  expect(parseSetup(JSON.stringify({ dashboard: line.dashboard, setup }))).toBe(setup);
  expect(parseSetup('listening on localhost:8080')).toBeUndefined();
  expect(() => parseSetup(JSON.stringify(line))).toThrow('no setup');
});

test.each([
  [{ ...line, shop: '' }, 'no shop'],
  [{ ...line, admin: null }, 'no account of the admin'],
  [{ ...line, agents: undefined }, 'no agents'],
  [{ ...line, agents: [{ email: 'anna@example.com', password: 'two' }] }, 'no name'],
])('names what the demo left out: %#', (broken, complaint) => {
  expect(() => parseDemo(JSON.stringify(broken))).toThrow(complaint);
});
