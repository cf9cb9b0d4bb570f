// The panel's end of the talk with the loader. Who embeds the panel is learnt from the first message;
// from then on only that window at that origin is heard and answered.

import { readMessage, type ToLoader, type ToPanel } from '../wire.ts';

export interface Host {
  /** Hears every message of the loader, the first of which is `init`. */
  listen(fn: (message: ToPanel) => void): void;
  say(message: ToLoader): void;
}

export function parentHost(): Host {
  let origin = '';
  return {
    listen(fn) {
      addEventListener('message', (event) => {
        const message = readMessage(event.data);
        if (event.source !== window.parent || !message) return;
        if (message.type === 'init') origin ||= event.origin;
        if (origin && event.origin === origin) fn(message);
      });
    },
    say(message) {
      if (origin) window.parent.postMessage({ baton: 1, ...message }, origin);
    },
  };
}
