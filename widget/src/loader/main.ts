// The script of the snippet. The server puts the site's public settings in the place of
// __BATON_SETTINGS__ (a JSON object, or null for a site that it does not serve) and sends the file as
// /widget.js?site=KEY. It is one function without imports: it leaves window.Baton and nothing else.
// Unknown names and bad types warn once and do nothing; nothing ever throws into the host.

import type { Settings } from '../settings.ts';
import { createBaton } from './baton.ts';

declare const __BATON_SETTINGS__: Settings | null;
declare global {
  interface Window {
    Baton?: unknown;
  }
}

type Call = (...args: unknown[]) => unknown;

const warned = new Set<string>();

function warn(say: string): void {
  // biome-ignore lint/suspicious/noConsole: the host's developer has no other place to read it
  if (!warned.has(say)) console.warn(`Baton: ${say}.`);
  warned.add(say);
}

/** Says why there is nothing to do, and nothing is done. */
function install(settings: Settings | null): string | undefined {
  const script = document.currentScript as HTMLScriptElement;
  const before = window.Baton;
  const stub = typeof before === 'function' ? (before as Call & { q?: unknown[][] }) : undefined;
  if (stub && 'state' in stub) return 'loaded twice';
  if (!settings) return 'unknown site key';

  const made = createBaton(settings, new URL(script.src).origin, script.dataset, warn);
  const api = made.api as unknown as Record<string, Call>;
  const baton = (name: string, ...args: unknown[]) => {
    try {
      const method = api[name];
      if (method) return method(...args);
      warn(`no method ${name}`);
    } catch (why) {
      warn(`${String(name)}: ${why}`); // a symbol has no other way into a text
    }
    return undefined;
  };
  const methods = baton as unknown as Record<string, unknown>;
  for (const name in api) methods[name] = baton.bind(null, name);
  // A setter that sets nothing: without one an assignment would throw into the host.
  Object.defineProperty(baton, 'state', { get: () => ({ ...made.state }), set: String });
  if (before && !stub) return 'window.Baton is taken';
  window.Baton = baton;
  for (const call of stub?.q ?? []) baton.apply(null, call as [string]);
  return undefined;
}

try {
  const trouble = install(__BATON_SETTINGS__);
  if (trouble) warn(trouble);
} catch (why) {
  warn(`no chat: ${why}`);
}
