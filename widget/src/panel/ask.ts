// Asking the server over HTTP. A port of one function: the demo and the tests bring their own.

import { isBag } from '@baton/shared/bag';
import { Lost, Refused } from '@baton/shared/refused';

export interface Request {
  query?: Record<string, string>;
  body?: object;
}

/**
 * Asks for a path under /api/v1/visitor. Gives the answer's body, undefined where there is none.
 * Rejects with Refused (the server said why) or Lost (it could not be reached).
 */
export type Ask = (method: string, path: string, request?: Request) => Promise<unknown>;

const patience = 20_000;

/** Asks for the site with this public key, on the panel's own origin. */
export function httpAsk(site: string): Ask {
  return async (method, path, { query, body } = {}) => {
    let answer: Response;
    let said: unknown;
    try {
      answer = await fetch(addressOf(site, path, query), {
        method,
        signal: AbortSignal.timeout(patience),
        ...(body && {
          body: JSON.stringify(body),
          headers: { 'Content-Type': 'application/json' },
        }),
      });
      said = answer.status === 204 ? undefined : await answer.json();
    } catch (why) {
      throw new Lost(String(why));
    }
    if (answer.ok) return said;
    if (isBag<'code' | 'say'>(said) && typeof said.code === 'string') {
      throw new Refused({ code: said.code, say: String(said.say) });
    }
    throw new Lost(`status ${answer.status}`);
  };
}

export function addressOf(site: string, path: string, query?: Record<string, string>): string {
  // The session names its site in the body, because it is what makes the cookie.
  if (path === '/session') return `/api/v1/visitor${path}`;
  return `/api/v1/visitor${path}?${new URLSearchParams({ site, ...query })}`;
}

/** An answer that is not of the documented shape is as good as none. */
export function strange(): Lost {
  return new Lost('an answer of another shape than documented');
}
