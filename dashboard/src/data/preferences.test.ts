import { expect, it } from 'vitest';
import { readKeyMap, readPreferences } from './preferences.ts';
import { firstOpenStep, setupProgress } from './setupSteps.ts';

it('gives a default for what is missing or makes no sense', () => {
  const usual = readPreferences({});
  expect(usual).toMatchObject({
    theme: 'system',
    side: 'context',
    listWidth: 320,
    compact: false,
    keys: { single: true, map: {} },
    setup: {},
  });
  expect(
    readPreferences({
      theme: 'pink',
      side: 3,
      listWidth: 9000,
      compact: 'yes',
      keys: { single: false, map: { 'go.inbox': 7, x: null } },
      setup: { hours: 'maybe', site: 'done' },
    }),
  ).toMatchObject({
    theme: 'system',
    side: 'context',
    listWidth: 420,
    compact: false,
    keys: { single: false, map: { x: null } },
    setup: { site: 'done' },
  });
  expect(readPreferences(undefined)).toEqual(usual);
});

it('passes over keys of actions that this version does not know', () => {
  expect(readKeyMap({ 'go.inbox': 'x', 'go.moon': 'y', 'app.help': null })).toEqual({
    'go.inbox': 'x',
    'app.help': null,
  });
});

it('goes on with the first step that was neither done nor skipped', () => {
  expect(firstOpenStep({ account: 'done', site: 'skipped' })).toBe('hours');
  expect(setupProgress({ account: 'done', site: 'skipped' })).toEqual({
    begun: true,
    finished: false,
    done: 2,
    all: 6,
  });
  expect(setupProgress({})).toMatchObject({ begun: false });
});
