// What every part of the panel is given.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Shell } from '../shell.ts';
import type { PanelState } from '../state.ts';
import { useStore } from '../store.ts';
import type { LanguageCode, T, TMore } from '../texts/text.ts';

export interface Panel {
  shell: Shell;
  t: T;
  /** The present, in ms; the demo stops it. */
  now: () => number;
  /** Asks the host page to close the panel. */
  close: () => void;
  setLanguage: (code: LanguageCode) => void;
}

// Always provided by App, so that nothing has to do without.
export const PanelContext = createContext<Panel | undefined>(undefined);

export function usePanel(): Panel & { state: PanelState } {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('a part of the panel was drawn outside of it');
  return { ...panel, state: useStore(panel.shell.store) };
}

/** For the parts that are loaded later, together with the rest of the texts. */
export function useMore(): Omit<ReturnType<typeof usePanel>, 't'> & { t: TMore } {
  const panel = usePanel();
  return { ...panel, t: panel.t as unknown as TMore };
}
