// The methods of the public API that are the panel's business. What the host page gave is checked here;
// what cannot be used is said to its developer, once, and does nothing.

import { isBag } from '@baton/shared/bag';
import type { HostEvents } from '../wire.ts';
import type { Shell } from './shell.ts';
import { Told } from './told.ts';

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
  /** Asks the page for a token, which comes as another identify with this number. */
  askToken: (turn: number) => void;
}

const events = [
  'ready',
  'open',
  'close',
  'unread',
  'message',
  'handoff',
  'status',
  'conversation',
  'rated',
  'error',
] satisfies (keyof HostEvents)[] as string[];
const themes = ['light', 'dark', 'auto', 'host'] as const;

const isText = (x: unknown): x is string => typeof x === 'string' && x !== '';

/** Does what the host page asked for. */
export function call(
  method: string,
  [given, more]: readonly unknown[],
  options: CallOptions,
): void {
  const { onWishes, warn } = options;
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
      told(options).identify(given);
      break;
    case 'on':
      if (!events.includes(`${given}`)) warn(`on knows ${events.join(', ')}`);
      break;
    case 'set':
      told(options).set(given);
      break;
    case 'track':
      told(options).track(given, more);
      break;
    case 'logout':
      told(options).logout();
      break;
  }
}

const all = new WeakMap<Shell, Told>();

/** What the page has told of the visitor of this panel. */
function told(options: CallOptions): Told {
  const known = all.get(options.shell) ?? new Told(options);
  all.set(options.shell, known);
  return known;
}
