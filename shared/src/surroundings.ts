// What the connection needs from the browser besides the socket: time, and the signs that the
// network or the reader is back. Injected, so that tests own them.

/** Time. Milliseconds everywhere. */
export interface Clock {
  now(): number;
  /** Calls fn once after ms; the result undoes it. */
  after(ms: number, fn: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    const id = setTimeout(fn, ms);
    return () => clearTimeout(id);
  },
};

/** What the browser says about the network and the page. */
export interface Signs {
  /** False when the browser is sure that there is no network. True proves nothing. */
  online(): boolean;
  /** Listens until the result is called. `seen` means that the page became visible again. */
  listen(fn: (sign: 'online' | 'offline' | 'seen') => void): () => void;
}

export const browserSigns: Signs = {
  online: () => navigator.onLine,
  listen(fn) {
    const online = () => fn('online');
    const offline = () => fn('offline');
    const seen = () => {
      if (document.visibilityState === 'visible') fn('seen');
    };
    addEventListener('online', online);
    addEventListener('offline', offline);
    document.addEventListener('visibilitychange', seen);
    return () => {
      removeEventListener('online', online);
      removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', seen);
    };
  },
};
