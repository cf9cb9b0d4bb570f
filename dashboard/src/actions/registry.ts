import { isSingle, matches, type Stroke, sequenceWithin, strokes } from './keys.ts';
import { type ActionId, actionIds, actionTable, defaultKeys, type KeySettings } from './table.ts';

/** What an action does on the present screen. */
export interface Handler {
  run: () => void;
  /** Why it is not possible now, as a sentence. Undefined when it is. */
  why?: string | undefined;
}

export type Stand = { at: 'absent' } | { at: 'blocked'; why: string } | { at: 'ready' };

/** Where a key was pressed, as far as keys care. */
export type Place = 'open' | 'text' | 'layer';

/**
 * The registry of actions: screens provide handlers, and keys, buttons, menus and the palette run
 * them. The handler provided last wins, so a dialog may take an action over from the page below.
 */
export class Actions {
  readonly #handlers = new Map<ActionId, Handler[]>();
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  #settings: KeySettings = defaultKeys;
  #pending: { stroke: string; until: number } | undefined;
  #version = 0;

  /** Told why when keys are pressed for what is not possible now. */
  readonly #blocked: (why: string) => void;

  constructor(now: () => number = Date.now, blocked: (why: string) => void = () => undefined) {
    this.#now = now;
    this.#blocked = blocked;
  }

  /** Says what an action does, until the result is called. */
  provide(id: ActionId, handler: Handler): () => void {
    this.#handlers.set(id, [...(this.#handlers.get(id) ?? []), handler]);
    this.#tell();
    return () => {
      const rest = (this.#handlers.get(id) ?? []).filter((h) => h !== handler);
      if (rest.length > 0) this.#handlers.set(id, rest);
      else this.#handlers.delete(id);
      this.#tell();
    };
  }

  configure(settings: KeySettings): void {
    this.#settings = settings;
    this.#tell();
  }

  get settings(): KeySettings {
    return this.#settings;
  }

  stand(id: ActionId): Stand {
    const handler = this.#handlers.get(id)?.at(-1);
    if (!handler) return { at: 'absent' };
    return handler.why === undefined ? { at: 'ready' } : { at: 'blocked', why: handler.why };
  }

  run(id: ActionId): boolean {
    const handler = this.#handlers.get(id)?.at(-1);
    if (!handler || handler.why !== undefined) return false;
    handler.run();
    return true;
  }

  /** The chord that works for an action now: the person's own, or the one of the table. */
  keys(id: ActionId): string | undefined {
    const own = this.#settings.map[id];
    const chord = own === undefined ? actionTable[id].keys : (own ?? undefined);
    return chord !== undefined && isSingle(chord) && !this.#settings.single ? undefined : chord;
  }

  /** Runs what a stroke means at a place. True when it meant something and must not do anything else. */
  press(e: Stroke, place: Place): boolean {
    const first =
      this.#pending && this.#now() <= this.#pending.until ? this.#pending.stroke : undefined;
    this.#pending = undefined;
    let begun: string | undefined;
    let why: string | undefined;
    for (const id of actionIds) {
      const chord = this.keys(id);
      if (chord === undefined || !this.#acts(id, chord, place)) continue;
      const stand = this.stand(id);
      if (stand.at === 'absent') continue;
      const [one = '', two] = strokes(chord);
      if (two === undefined ? !first && matches(one, e) : first === one && matches(two, e)) {
        if (stand.at === 'ready') return this.run(id);
        why ??= stand.why;
      }
      if (stand.at === 'ready' && two !== undefined && !first && matches(one, e)) begun = one;
    }
    if (why !== undefined && begun === undefined) this.#blocked(why);
    if (begun !== undefined) this.#pending = { stroke: begun, until: this.#now() + sequenceWithin };
    return false;
  }

  #acts(id: ActionId, chord: string, place: Place): boolean {
    const inText = actionTable[id].inText === true;
    if (place === 'layer') return id === 'app.palette' || actionTable[id].group === 'offer';
    return place === 'open' || (inText && !isSingle(chord));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Rises with every change; for useSyncExternalStore. */
  readonly version = (): number => this.#version;

  #tell(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Where a key event came from. Keys inside menus and dialogs belong to those. */
export function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'open';
  if (target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'))
    return 'layer';
  const field = target.closest(
    'input, textarea, select, [contenteditable=""], [contenteditable="true"]',
  );
  if (field instanceof HTMLInputElement && ['checkbox', 'radio', 'button'].includes(field.type))
    return 'open';
  return field ? 'text' : 'open';
}
