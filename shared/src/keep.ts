// Small things that survive a reload. Browsers may refuse storage at any call (in a frame with
// third-party data blocked even looking at it throws), so nothing here throws and what cannot be
// stored is kept for as long as the page lives.

export interface Keep {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
  /** The names that are kept, in no order. */
  names(): string[];
}

/** Keeps things under a prefix, so that several users of one storage do not meet. */
export function openKeep(prefix: string, storage: () => Storage): Keep {
  const here = new Map<string, string>();
  const attempt = <T>(fn: (s: Storage) => T): T | undefined => {
    try {
      return fn(storage());
    } catch {
      return undefined;
    }
  };
  return {
    get: (name) => here.get(name) ?? attempt((s) => s.getItem(prefix + name)) ?? undefined,
    set(name, value) {
      const stored = attempt((s) => {
        s.setItem(prefix + name, value);
        return true;
      });
      if (stored) here.delete(name);
      else here.set(name, value);
    },
    remove(name) {
      here.delete(name);
      attempt((s) => s.removeItem(prefix + name));
    },
    names() {
      const stored = attempt((s) =>
        Array.from({ length: s.length }, (_, i) => s.key(i) ?? '')
          .filter((key) => key.startsWith(prefix))
          .map((key) => key.slice(prefix.length)),
      );
      return [...new Set([...here.keys(), ...(stored ?? [])])];
    },
  };
}

/** Keeps things for as long as the page lives. */
export function openMemory(): Keep {
  return openKeep('', () => {
    throw new Error('nothing is stored');
  });
}
