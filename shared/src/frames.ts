// The frames of docs/protocol.md as types, and the one place where a frame from the server
// stops being `unknown`. What is inside an entry or a list row is read by its own parser
// (facts.gen.ts, the dashboard's rows), so a newer server's facts pass through here unharmed.

import { isBag } from './bag.ts';
import type { Expectation, Page, Party } from './facts.gen.ts';

/** A stream and how far its reader has come. */
export interface Cursor {
  stream: string;
  after: number;
}

/** What a server or an API answers when it will not do something; `say` is for the person. */
export interface Refusal {
  code: string;
  say: string;
  field?: string;
  request_id?: string;
}

/** What a client sends and does not get an answer to. */
export type Remark =
  | { t: 'typing'; conversation: string; on: boolean; note?: boolean; text?: string }
  | { t: 'seen'; conversation: string; seq: number }
  | { t: 'page'; page: Page }
  | { t: 'active' }
  | { t: 'viewing'; conversation: string };

/** What a client sends and gets an `ack` or a `refused` for. */
export interface Post {
  t: 'post' | 'note';
  conversation: string;
  client_id: string;
  text: string;
  page?: Page;
}

export type ClientFrame =
  | { t: 'hello'; v: 1; epoch: string; streams: Cursor[] }
  | { t: 'follow'; streams: Cursor[] }
  | { t: 'unfollow'; streams: string[] }
  | (Post & { ref: number })
  | Remark;

/** Stored on disk under `seq`. */
export interface Ack {
  conversation: string;
  client_id: string;
  seq: number;
  at: string;
}

export interface Marks {
  visitor?: number;
  team?: number;
}

export type ServerFrame =
  | { t: 'welcome'; epoch: string; heartbeat: number }
  | ({ t: 'ack'; ref: number } & Ack)
  | { t: 'refused'; ref?: number; stream?: string; error: Refusal }
  | { t: 'entry'; stream: string; seq: number; entry: unknown }
  | { t: 'inbox'; stream: string; seq: number; row: unknown }
  | { t: 'live'; stream: string; seq: number }
  | { t: 'reset'; stream: string; reason?: string }
  | { t: 'heads'; heads: Record<string, number>; seen?: Record<string, Marks> }
  | {
      t: 'typing';
      conversation: string;
      by: Party;
      on: boolean;
      name?: string;
      note?: boolean;
      text?: string;
    }
  | ({ t: 'seen'; conversation: string } & Marks)
  | {
      t: 'draft';
      conversation: string;
      run: string;
      text?: string;
      n?: number;
      withdrawn?: boolean;
    }
  | {
      t: 'presence';
      agent: string;
      status: string;
      reachable?: boolean;
      load?: number;
      capacity?: number;
      shown?: string;
    }
  | { t: 'online'; conversation: string; online: boolean; page?: Page }
  | { t: 'viewing'; conversation: string; agents: string[] }
  | { t: 'visitor'; conversation: string; record: unknown }
  | { t: 'place'; conversation: string; place: number }
  | { t: 'team'; open: boolean; online: boolean; opens_at?: string; expectation?: Expectation }
  | { t: 'started'; conversation: string }
  | {
      t: 'preview';
      conversation: string;
      by: Party;
      text: string;
      at: string;
      turn?: string;
      unread?: number;
      name?: string;
      sla?: unknown;
    }
  | { t: 'bye'; code: number; say?: string; delay_ms?: number };

// The shape of each frame. One letter for each property: s string, n number, b boolean, o object, c map
// of counts, m map of read marks, l list of strings, p party, e refusal; a capital letter may be absent.
const shapes: Record<ServerFrame['t'], string> = {
  welcome: 'epoch:s heartbeat:n',
  ack: 'ref:n conversation:s client_id:s seq:n at:s',
  refused: 'ref:N stream:S error:e',
  entry: 'stream:s entry:o',
  inbox: 'stream:s seq:n row:o',
  live: 'stream:s seq:n',
  reset: 'stream:s reason:S',
  heads: 'heads:c seen:M',
  typing: 'conversation:s by:p on:b name:S note:B text:S',
  seen: 'conversation:s visitor:N team:N',
  draft: 'conversation:s run:s text:S n:N withdrawn:B',
  presence: 'agent:s status:s reachable:B load:N capacity:N shown:S',
  online: 'conversation:s online:b page:O',
  viewing: 'conversation:s agents:l',
  visitor: 'conversation:s record:o',
  place: 'conversation:s place:n',
  team: 'open:b online:b opens_at:S expectation:O',
  started: 'conversation:s',
  preview: 'conversation:s by:p text:s at:s turn:S unread:N name:S sla:O',
  bye: 'code:n say:S delay_ms:N',
};

const isNumber = (x: unknown): boolean => typeof x === 'number';
const isMarks = (x: unknown): boolean =>
  isBag<'visitor' | 'team'>(x) && isNumber(x.visitor ?? 0) && isNumber(x.team ?? 0);

const fits: Record<string, (x: unknown) => boolean> = {
  s: (x) => typeof x === 'string',
  n: isNumber,
  b: (x) => typeof x === 'boolean',
  o: (x) => isBag(x),
  c: (x) => isBag(x) && Object.values(x).every(isNumber),
  m: (x) => isBag(x) && Object.values(x).every(isMarks),
  l: (x) => Array.isArray(x) && x.every((y) => typeof y === 'string'),
  p: (x) => isBag<'kind'>(x) && typeof x.kind === 'string',
  e: (x) => isBag<'code' | 'say'>(x) && typeof x.code === 'string' && typeof x.say === 'string',
};

/**
 * Reads one frame. Undefined when it is of a type that this client does not know (a newer server
 * may send one) or has not the documented shape: both are to be ignored.
 */
export function parseFrame(text: string): ServerFrame | undefined {
  let x: unknown;
  try {
    x = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isBag<'t' | 'entry'>(x) || typeof x.t !== 'string' || !Object.hasOwn(shapes, x.t)) {
    return undefined;
  }
  const t = x.t as ServerFrame['t'];
  const frame: Record<string, unknown> = { ...x };
  for (const property of shapes[t].split(' ')) {
    const [name = '', kind = ''] = property.split(':');
    const value = frame[name];
    const missing = value === undefined || value === null;
    const optional = kind < 'a';
    if (missing ? !optional : !fits[kind.toLowerCase()]?.(value)) return undefined;
    if (missing) delete frame[name];
  }
  if (t === 'entry') {
    if (!isBag<'seq'>(x.entry) || !isNumber(x.entry.seq)) return undefined;
    return { ...frame, seq: x.entry.seq } as unknown as ServerFrame;
  }
  return frame as unknown as ServerFrame;
}
