import { useState } from 'react';
import type { Preferences } from '../data/preferences.ts';

type Side = Preferences['side'];
export type SideTab = Exclude<Side, 'none'>;

interface Overlay {
  shown: SideTab | undefined;
  show: (tab: SideTab) => void;
  toggle: (tab: SideTab) => void;
  close: () => void;
}

/**
 * Which side pane stands beside the conversation. Where there is room it is remembered; where there
 * is none it lies over the conversation, and only while it was asked for.
 */
export function useOverlay(narrow: boolean, side: Side, remember: (side: Side) => void): Overlay {
  const [over, setOver] = useState<SideTab>();
  const shown = narrow ? over : side === 'none' ? undefined : side;
  const show = (tab: SideTab) => (narrow ? setOver(tab) : remember(tab));
  const close = () => (narrow ? setOver(undefined) : remember('none'));
  return { shown, show, close, toggle: (tab) => (shown === tab ? close() : show(tab)) };
}
