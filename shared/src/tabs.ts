// What the tabs of one browser do together: one at a time, and telling each other. Where the browser
// has neither locks nor channels, each tab goes by itself; nothing here is needed for correctness.

export interface Tabs {
  /** Runs fn while no other tab runs its own. */
  alone(fn: () => Promise<void>): Promise<void>;
  tell(news: unknown): void;
  /** Gets what other tabs tell. The result ends it. */
  listen(fn: (news: unknown) => void): () => void;
}

/** The tabs that share a name, for as long as this one is open. */
export function browserTabs(name: string): Tabs {
  const channel = openChannel(name);
  return {
    async alone(fn) {
      let begun = false;
      const once = () => {
        begun = true;
        return fn();
      };
      try {
        await navigator.locks.request(name, once);
      } catch (why) {
        // There are no locks, or this frame may not have any: then each tab goes by itself.
        if (begun) throw why;
        await fn();
      }
    },
    tell(news) {
      channel?.postMessage(news);
    },
    listen(fn) {
      const hear = (event: MessageEvent<unknown>) => fn(event.data);
      channel?.addEventListener('message', hear);
      return () => channel?.removeEventListener('message', hear);
    },
  };
}

function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** A tab that knows of no other. */
export const onlyTab: Tabs = {
  alone: (fn) => fn(),
  tell: () => undefined,
  listen: () => () => undefined,
};
