import { openKeep } from '@baton/shared/keep';
import { useEffect, useLayoutEffect } from 'react';
import type { Preferences } from '../data/preferences.ts';

export type Theme = Preferences['theme'];

const keep = openKeep('baton-look:', () => localStorage);

/** Puts the theme on the page and remembers it for the next start, before anybody is signed in. */
function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function useRememberedTheme(): void {
  useLayoutEffect(() => {
    const known = keep.get('theme');
    show(known === 'light' || known === 'dark' ? known : 'system');
  }, []);
}

export function useTheme(theme: Theme): void {
  useEffect(() => {
    keep.set('theme', theme);
    show(theme);
  }, [theme]);
}

export function nextTheme(theme: Theme): Theme {
  return theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system';
}
