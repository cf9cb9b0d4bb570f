import type { Preferences } from './preferences.ts';

export const setupSteps = ['account', 'site', 'hours', 'answers', 'install', 'test'] as const;

export type SetupStep = (typeof setupSteps)[number];

export function setupProgress(setup: Preferences['setup']): {
  begun: boolean;
  finished: boolean;
  done: number;
  all: number;
} {
  const touched = setupSteps.filter((step) => setup[step] !== undefined).length;
  return {
    begun: touched > 0,
    finished: touched === setupSteps.length,
    done: touched,
    all: setupSteps.length,
  };
}

/** The first step that was neither done nor skipped; the last one when none is left. */
export function firstOpenStep(setup: Preferences['setup']): SetupStep {
  return setupSteps.find((step) => setup[step] === undefined) ?? 'test';
}
