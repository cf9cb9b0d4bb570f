import type { Keep } from '@baton/shared/keep';
import type { components } from './api.gen.ts';
import { ApiError, readError } from './errors.ts';

export type SessionGrant = components['schemas']['Session'];
export type Me = components['schemas']['Me'];

export type SessionState =
  | { at: 'unknown' } // nobody has asked yet whether a cookie still works
  | { at: 'in'; grant: SessionGrant }
  | { at: 'out'; why?: 'expired' | 'asked' };

/** Refresh this long before a token ends, in milliseconds. */
const early = 60_000;

/**
 * Who is signed in. The access token lives in memory only; the refresh cookie, which no script can
 * read, gives a new one after a reload and before the old one ends.
 */
export class Session {
  readonly #fetch: typeof fetch;
  readonly #keep: Keep | undefined;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { at: 'unknown' };
  #refreshing: Promise<string | undefined> | undefined;

  /** `keep` remembers that a cookie was given, so that nobody asks for one that cannot be there. */
  constructor(fetcher: typeof fetch, keep?: Keep, now: () => number = Date.now) {
    this.#fetch = fetcher;
    this.#keep = keep;
    this.#now = now;
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  enter(grant: SessionGrant): void {
    this.#become({ at: 'in', grant });
  }

  /** What changed about the signed-in agent since the grant; it outlives the screens. */
  remember(me: Me): void {
    if (this.#state.at === 'in') this.#state = { at: 'in', grant: { ...this.#state.grant, me } };
  }

  leave(why: 'expired' | 'asked'): void {
    if (this.#state.at !== 'out') this.#become({ at: 'out', why });
  }

  /** A token that works now; undefined when nobody is signed in. Throws when the server is away. */
  async token(): Promise<string | undefined> {
    const state = this.#state;
    if (state.at === 'in' && Date.parse(state.grant.expires_at) - early > this.#now())
      return state.grant.access_token;
    if (state.at === 'out') return undefined;
    return this.refresh();
  }

  /** Goes on where an earlier page ended. Throws when the server is away. */
  async resume(): Promise<void> {
    if (this.#keep && this.#keep.get('given') !== 'yes') this.#become({ at: 'out' });
    else await this.refresh();
  }

  /** Asks for a new token. Callers at the same time share one question. */
  refresh(): Promise<string | undefined> {
    this.#refreshing ??= exclusively(() => this.#ask()).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #ask(): Promise<string | undefined> {
    const answer = await this.#fetch('/api/v1/auth/refresh', { method: 'POST' }).catch(() => {
      throw new ApiError('unreachable', 'The server cannot be reached.');
    });
    if (answer.ok) {
      const grant: SessionGrant = await answer.json();
      this.#become({ at: 'in', grant });
      return grant.access_token;
    }
    const error = readError(await answer.json().catch(() => undefined), answer.status);
    if (error.code !== 'signed_out' && error.code !== 'forbidden') throw error;
    if (this.#state.at === 'in') this.leave('expired');
    else this.#become({ at: 'out' });
    return undefined;
  }

  #become(state: SessionState): void {
    this.#state = state;
    if (state.at === 'in') this.#keep?.set('given', 'yes');
    if (state.at === 'out') this.#keep?.remove('given');
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Tabs refresh one after another, since a refresh cookie works once. */
function exclusively<T>(work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request('baton-refresh', work) as Promise<T>;
}
