// The methods of the public API that are the panel's business. What the host page gave is checked here;
// what cannot be used is said to its developer, once, and does nothing.

import { isBag } from '@baton/shared/bag';
import type { Shell } from './shell.ts';

/** What the site wants the panel to look like; absent is the panel's own choice. */
export interface Wishes {
  locale?: string;
  theme?: 'light' | 'dark' | 'auto' | 'host';
  accent?: string;
}

export interface CallOptions {
  shell: Shell;
  onWishes: (wishes: Wishes) => void;
  warn: (say: string) => void;
}

const themes = ['light', 'dark', 'auto', 'host'] as const;

const isText = (x: unknown): x is string => typeof x === 'string' && x !== '';

/** Does what the host page asked for. */
export function call(method: string, given: unknown, options: CallOptions): void {
  const { shell, onWishes, warn } = options;
  const bag = isBag<string>(given) ? given : {};
  switch (method) {
    case 'locale':
      if (isText(given) && /^[a-z]{2,3}([-_]\w+)*$/i.test(given)) onWishes({ locale: given });
      else warn('locale takes a language such as "de" or "pt-BR"');
      break;
    case 'theme': {
      const { mode, accent } = bag as { mode?: unknown; accent?: unknown };
      const theme = themes.find((x) => x === mode);
      const colour = isText(accent) && /^#[\da-f]{6}$/i.test(accent) ? accent : undefined;
      if (theme || colour) onWishes({ ...(theme && { theme }), ...(colour && { accent: colour }) });
      if ((mode && !theme) || (accent && !colour) || (!mode && !accent)) {
        warn('theme takes { mode: "light", "dark", "auto" or "host", accent: "#rrggbb" }');
      }
      break;
    }
    case 'identify':
      identify(bag, options);
      break;
    case 'logout':
      void shell.open().then(() => shell.do((talk) => talk.logout()));
      break;
  }
}

function identify(bag: { [name: string]: unknown }, { shell, warn }: CallOptions): void {
  const { name, email } = bag as { name?: unknown; email?: unknown };
  const who = { ...(isText(name) && { name }), ...(isText(email) && { email }) };
  if (!who.name && !who.email) {
    warn('identify takes { name, email }');
    return;
  }
  shell.whenOpen(() => shell.do((talk) => talk.identify(who)));
}
