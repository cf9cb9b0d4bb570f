import { useMutation, useQueryClient } from '@tanstack/react-query';
import { actionIds, defaultKeys, type KeyMap } from '../actions/table.ts';
import { data } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';
import { useMe } from './me.ts';
import type { Me } from './session.ts';

const themes = ['system', 'light', 'dark'] as const;
const sides = ['context', 'copilot', 'none'] as const;

export interface Preferences {
  theme: (typeof themes)[number];
  /** Which pane stands at the side, if any. */
  side: (typeof sides)[number];
  /** Pixels. */
  listWidth: number;
  /** Rows without their third line. */
  compact: boolean;
  /** Enter sends, instead of Mod+Enter. */
  enterSends: boolean;
  queueFolded: boolean;
  handoffFolded: boolean;
  keys: { single: boolean; map: Record<string, string | null> };
  /** Steps of the first run that are done or were skipped, by their names. */
  setup: Record<string, 'done' | 'skipped'>;
}

type Raw = Partial<Record<keyof Preferences, unknown>>;

/** Reads what the server keeps; what is not there or makes no sense gets its default. */
export function readPreferences(raw: unknown): Preferences {
  const p: Raw = typeof raw === 'object' && raw !== null ? raw : {};
  const width = typeof p.listWidth === 'number' ? p.listWidth : 320;
  return {
    theme: themes.find((x) => x === p.theme) ?? 'system',
    side: sides.find((x) => x === p.side) ?? 'context',
    listWidth: Math.min(420, Math.max(280, width)),
    compact: p.compact === true,
    enterSends: p.enterSends === true,
    queueFolded: p.queueFolded === true,
    handoffFolded: p.handoffFolded === true,
    keys: readKeys(p.keys),
    setup: pick(p.setup, (v) => (v === 'done' || v === 'skipped' ? v : undefined)),
  };
}

function readKeys(raw: unknown): Preferences['keys'] {
  if (typeof raw !== 'object' || raw === null) return { ...defaultKeys, map: {} };
  const { single, map }: { single?: unknown; map?: unknown } = raw;
  return {
    single: single !== false,
    map: pick(map, (v) => (typeof v === 'string' || v === null ? v : undefined)),
  };
}

/** The members of an object that a reader makes sense of. */
function pick<T>(raw: unknown, read: (v: unknown) => T | undefined): Record<string, T> {
  const out: Record<string, T> = {};
  if (typeof raw !== 'object' || raw === null) return out;
  for (const [key, value] of Object.entries(raw)) {
    const v = read(value);
    if (v !== undefined) out[key] = v;
  }
  return out;
}

export function readKeyMap(map: Record<string, string | null>): KeyMap {
  return Object.fromEntries(actionIds.filter((id) => id in map).map((id) => [id, map[id]]));
}

/** This person's own settings, and the way to change some of them: at once here, then on the server. */
export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  const { api, session } = useKit();
  const cache = useQueryClient();
  const me = useMe();
  const save = useMutation({
    scope: { id: 'preferences' },
    mutationFn: async (preferences: Record<string, unknown>) =>
      data(await api.PATCH('/me', { body: { preferences } })),
  });
  const change = (patch: Partial<Preferences>) => {
    const raw = { ...cache.getQueryData<Me>(keys.me)?.preferences, ...patch };
    const mine = cache.setQueryData<Me>(
      keys.me,
      (before) => before && { ...before, preferences: raw },
    );
    if (mine) session.remember(mine);
    save.mutate(raw);
  };
  return [readPreferences(me.preferences), change];
}
