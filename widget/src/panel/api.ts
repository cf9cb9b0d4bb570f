// What the server answers, as far as the panel uses it.

import { isBag } from '@baton/shared/bag';
import type { Expectation, Profile } from '@baton/shared/facts.gen';
import type { components } from './api.gen.ts';
import { strange } from './ask.ts';

type Schemas = components['schemas'];

export type Site = Schemas['PublicSite'];
export type Past = Omit<Schemas['PastConversation'], 'agent'> & { agent?: Profile };
export type ArticleBrief = Schemas['VisitorArticleBrief'];
export type Article = Schemas['VisitorArticle'];

export interface Team {
  open: boolean;
  online: boolean;
  expectation?: Expectation;
  opens_at?: string;
  faces: Profile[];
}

/** Whether somebody answers, in one word for the host page. */
export const availability = ({ open, online }: Pick<Team, 'open' | 'online'>) =>
  open ? (online ? 'online' : 'away') : 'offline';

/** How far each side has read, in the visitor's numbering. */
export interface Seen {
  visitor: number;
  team: number;
}

export interface Session {
  site: Site;
  team: Team;
  visitor?: { id: string; name?: string; email?: string };
  past: Past[];
  articles: ArticleBrief[];
  /** The open conversation's snapshot, to be read by whoever takes it up. */
  conversation?: unknown;
}

/** Reads the answer to the opening of a session. */
export function readSession(x: unknown): Session {
  const fits =
    isBag<keyof Session>(x) &&
    isBag<'key'>(x.site) &&
    typeof x.site.key === 'string' &&
    isBag<'faces'>(x.team) &&
    Array.isArray(x.team.faces) &&
    Array.isArray(x.past) &&
    Array.isArray(x.articles);
  if (!fits) throw strange();
  return x as unknown as Session;
}
