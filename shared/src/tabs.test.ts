import { afterEach, expect, it, vi } from 'vitest';
import { browserTabs } from './tabs.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('runs alone under the lock of its name', async () => {
  const names: string[] = [];
  const request = async (name: string, fn: () => Promise<void>) => {
    names.push(name);
    await fn();
  };
  vi.stubGlobal('navigator', { locks: { request } });
  let ran = 0;
  await browserTabs('baton').alone(async () => {
    ran += 1;
  });
  expect([names, ran]).toEqual([['baton'], 1]);
});

it.each([
  ['there are no locks', {}],
  ['the frame may not have any', { locks: { request: () => Promise.reject(new Error('denied')) } }],
])('runs once and by itself when %s', async (_, navigator) => {
  vi.stubGlobal('navigator', navigator);
  let ran = 0;
  await browserTabs('baton').alone(async () => {
    ran += 1;
  });
  expect(ran).toBe(1);
});

it('does not run again what has failed under the lock', async () => {
  vi.stubGlobal('navigator', { locks: { request: (_: string, fn: () => Promise<void>) => fn() } });
  let ran = 0;
  const failing = browserTabs('baton').alone(async () => {
    ran += 1;
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  expect(ran).toBe(1);
});

it('works where channels are refused', () => {
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      constructor() {
        throw new DOMException('denied', 'SecurityError');
      }
    },
  );
  const tabs = browserTabs('baton');
  tabs.tell('news');
  tabs.listen(() => undefined)();
});
