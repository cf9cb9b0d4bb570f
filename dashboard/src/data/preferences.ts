import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { actionIds, defaultKeys, type KeyMap } from '../actions/table.ts';
import { data } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';
import { useMe } from './me.ts';
import type { Me } from './session.ts';

const preferences = z.object({
  theme: z.catch(z.enum(['system', 'light', 'dark']), 'system'),
  /** Which pane stands at the side, if any. */
  side: z.catch(z.enum(['context', 'copilot', 'none']), 'context'),
  listWidth: z.catch(z.number().check(z.minimum(280), z.maximum(420)), 320),
  /** Rows without their third line. */
  compact: z.catch(z.boolean(), false),
  /** Enter sends, instead of Mod+Enter. */
  enterSends: z.catch(z.boolean(), false),
  queueFolded: z.catch(z.boolean(), false),
  handoffFolded: z.catch(z.boolean(), false),
  keys: z.catch(
    z.object({ single: z.boolean(), map: z.record(z.string(), z.nullable(z.string())) }),
    defaultKeys,
  ),
  /** Steps of the first run that are done or were skipped, by their names. */
  setup: z.catch(z.record(z.string(), z.enum(['done', 'skipped'])), {}),
});

export type Preferences = z.infer<typeof preferences>;

/** Reads what the server keeps; what is not there or makes no sense gets its default. */
export function readPreferences(raw: unknown): Preferences {
  return preferences.parse(typeof raw === 'object' && raw !== null ? raw : {});
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
    const mine = cache.setQueryData<Me>(keys.me, (before) => before && { ...before, preferences: raw });
    if (mine) session.remember(mine);
    save.mutate(raw);
  };
  return [readPreferences(me.preferences), change];
}
