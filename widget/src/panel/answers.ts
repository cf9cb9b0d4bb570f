// The answers about conversations, read: the one place where they stop being `unknown`.

import { isBag } from '@baton/shared/bag';
import { type Entry, parseEntry, parseView, type View } from '@baton/shared/facts.gen';
import type { Seen } from './api.ts';
import { strange } from './ask.ts';

/** A conversation as of `seq`, with its last entries. */
export interface Snapshot {
  id: string;
  view: View;
  entries: Entry[];
  has_earlier: boolean;
  seq: number;
  seen: Seen;
}

/** What an action changed: entries to be applied, as if they had come by the socket. */
export interface Changed {
  conversation: string;
  entries: Entry[];
}

export function readSnapshot(x: unknown): Snapshot {
  if (!isBag<keyof Snapshot>(x)) throw strange();
  const view = parseView(x.view);
  if (!view || typeof x.id !== 'string' || typeof x.seq !== 'number' || !isBag(x.seen)) {
    throw strange();
  }
  return { ...(x as unknown as Snapshot), view, entries: readEntries(x.entries) };
}

export function readChanged(x: unknown): Changed {
  if (!isBag<keyof Changed>(x) || typeof x.conversation !== 'string') throw strange();
  return { conversation: x.conversation, entries: readEntries(x.entries) };
}

export function readPage(x: unknown): { entries: Entry[]; has_earlier: boolean } {
  if (!isBag<'entries' | 'has_earlier'>(x)) throw strange();
  return { entries: readEntries(x.entries), has_earlier: x.has_earlier === true };
}

function readEntries(x: unknown): Entry[] {
  if (!Array.isArray(x)) throw strange();
  return x.flatMap((y) => parseEntry(y) ?? []);
}
