// What the loader (in the host's page) and the panel (in its frame) say to each other. Both sides
// check origin and source of every message; the texts of a conversation never pass here.

import { isBag } from '@baton/shared/bag';
import type { Settings } from './settings.ts';

export interface HostPage {
  url: string;
  title: string;
  referrer?: string;
}

/** A page as the server takes it: a title may be as long as it likes, but not more of it is kept. */
export function fitting({ url, title, referrer = '' }: HostPage): HostPage {
  const line = (text: string, most: number) => text.replace(/\p{Cc}/gu, ' ').slice(0, most);
  return { url: line(url, 2000), title: line(title, 300), referrer: line(referrer, 2000) };
}

export interface Init {
  site: Settings;
  page: HostPage;
  phone: boolean;
  /** The visitor has been here before: begin at once, so that news are told. */
  resume: boolean;
  /** The host page's own color-scheme. */
  scheme: string;
  theme?: string;
  locale?: string;
}

/** From the loader. */
export type ToPanel =
  /** The first message: who embeds the panel. */
  | { type: 'init'; payload: Init }
  | { type: 'open'; payload: object }
  | { type: 'close' }
  | { type: 'focus' }
  /** A method of the public API that is the panel's business, with what the host page gave. */
  | { type: 'call'; payload: [method: string, ...args: unknown[]] };

/** A line beside the launcher: who wrote and how much, never what. */
export interface Teaser {
  /** For the launcher itself: Open chat, 2 unread messages. */
  label: string;
  name: string;
  line: string;
  dismiss: string;
  /** Their picture, as pixels: the host's policy may forbid to load it from elsewhere. */
  face: ImageBitmap;
}

/** How the launcher looks and what it says, in the visitor's language. */
export interface Look {
  label: string;
  close: string;
  title: string;
  /** Styles for what shows only once the panel is there: its width, the badge, the teaser. */
  css: string;
  teaser?: Teaser;
}

/** What the host page may read; empty words while nothing is known. */
export interface HostState {
  ready: boolean;
  open: boolean;
  unread: number;
  status: string;
  handoff: string;
}

export interface HostEvents {
  ready: Record<never, never>;
  open: Record<never, never>;
  close: Record<never, never>;
  unread: { count: number };
  message: { from: 'assistant' | 'agent' };
  handoff: { state: string; name?: string; position?: number; expectation?: string };
  status: { status: 'online' | 'away' | 'offline' };
  conversation: { id: string; state: string };
  rated: { score: number };
  error: { code: string };
}

/** From the panel. */
export type ToLoader =
  | { type: 'look'; payload: Look }
  /** Something for the host's listeners, and what it changes in Baton.state. */
  | {
      type: 'event';
      payload: { name: keyof HostEvents; detail: object; state: Partial<HostState> };
    }
  /** Escape or the close button. */
  | { type: 'close'; payload?: never }
  /** A session exists, so that the frame may be warmed after the next page load; or no longer. */
  | { type: 'known'; payload: boolean }
  /** The page gave a function for its visitor's token: call it, and pass on what it gives with this number. */
  | { type: 'token'; payload: number }
  /** For the host's developer. */
  | { type: 'warn'; payload: string }
  /** The server will not serve this site here: take everything away. */
  | { type: 'stop'; payload?: never };

/** Reads a message of the loader. Its type is checked by who uses it, in one switch. */
export function readMessage(data: unknown): ToPanel | undefined {
  return isBag<'baton' | 'type'>(data) && data.baton === 1 && typeof data.type === 'string'
    ? (data as unknown as ToPanel)
    : undefined;
}
