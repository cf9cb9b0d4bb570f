import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import { type MessageKey, t } from '../text/text.ts';
import { ariaChord } from './keys.ts';
import { Actions, placeOf } from './registry.ts';
import type { ActionId } from './table.ts';

export const ActionsContext = createContext<Actions>(new Actions());

export function useActions(): Actions {
  return useContext(ActionsContext);
}

export function actionLabel(id: ActionId): string {
  const key: MessageKey = `action.${id}`;
  return t(key);
}

/**
 * Says what an action does while this component is on the screen. Without `run` the action is absent;
 * with `why` it is there, but not possible for that reason.
 */
export function useHandler(id: ActionId, run: (() => void) | undefined, why?: string): void {
  const actions = useActions();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const present = run !== undefined;
  useEffect(() => {
    if (!present) return;
    return actions.provide(id, { run: () => latest.current?.(), why });
  }, [actions, id, present, why]);
}

export interface ActionView {
  label: string;
  keys: string | undefined;
  ariaKeys: string | undefined;
  absent: boolean;
  /** Why it is not possible now. */
  why: string | undefined;
  run: () => void;
}

/** An action as buttons and menus show it. */
export function useAction(id: ActionId): ActionView {
  const actions = useActions();
  useSyncExternalStore(actions.subscribe, actions.version);
  const stand = actions.stand(id);
  const keys = actions.keys(id);
  return {
    label: actionLabel(id),
    keys,
    ariaKeys: (keys && ariaChord(keys)) || undefined,
    absent: stand.at === 'absent',
    why: stand.at === 'blocked' ? stand.why : undefined,
    run: () => void actions.run(id),
  };
}

/** Listens to the keys of the whole page. */
export function useKeyboard(actions: Actions): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing) return;
      if (actions.press(e, placeOf(e.target))) e.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [actions]);
}
