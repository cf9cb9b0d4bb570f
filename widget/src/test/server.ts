// A server that keeps one visitor's conversation: what is sent is stored, numbered and sent back. A test
// says what else happens, and looks at what was asked.

import type { SocketEvents } from '@baton/shared/connection';
import type { Entry, KnownEntry } from '@baton/shared/facts.gen';
import { Lost, Refused } from '@baton/shared/refused';
import type { Life } from '../demo/life.ts';
import { sessionOf } from '../demo/transport.ts';
import type { Session } from '../panel/api.ts';
import type { Ask, Request } from '../panel/ask.ts';

interface Frame {
  t: string;
  ref?: number;
  client_id?: string;
  text?: string;
  conversation?: string;
  streams?: { stream: string; after: number }[];
  seq?: number;
  on?: boolean;
}

export class TestServer {
  /** What was asked over HTTP: "POST /handoff". */
  readonly asked: string[] = [];
  readonly bodies: object[] = [];
  /** What was said over the socket. */
  readonly frames: Frame[] = [];
  readonly sockets: { url: string; closed: boolean; events: SocketEvents }[] = [];
  /** Answers by "METHOD /path"; what is not here is done on the life. */
  readonly answers = new Map<string, (request: Request) => unknown>();
  life: Life | undefined;
  session: Partial<Session> = {};
  /** The socket connects and the API answers. */
  up = true;
  /** Messages are stored as they come; else they get this refusal. */
  refusal: { code: string; say: string } | undefined;
  team = 0;
  #seq = 0;

  constructor(life?: Life) {
    this.life = life;
    this.#seq = life?.entries.length ?? 0;
  }

  readonly ask: Ask = async (method, path, request = {}) => {
    const name = `${method} ${path}`;
    this.asked.push(name);
    if (request.body) this.bodies.push(request.body);
    if (!this.up) throw new Lost('the server is away');
    const answer = this.answers.get(name);
    if (answer) return answer(request);
    if (path === '/session')
      return sessionOf({
        session: this.session,
        ...(this.life && { life: this.life }),
        team: this.team,
      });
    if (method === 'GET' && path.startsWith('/conversations/'))
      return this.life?.snapshot(this.team);
    if (method === 'GET') throw new Refused({ code: 'not_found', say: 'It is not there.' });
    return { conversation: this.life?.id ?? 'conversation-demo', entries: [] };
  };

  readonly socket = (url: string, events: SocketEvents) => {
    const socket = { url, closed: false, events };
    this.sockets.push(socket);
    queueMicrotask(() => {
      if (this.up) events.open();
      else events.closed(1006);
    });
    return {
      send: (text: string) => this.#receive(JSON.parse(text) as Frame),
      close: () => {
        socket.closed = true;
      },
    };
  };

  #receive(frame: Frame): void {
    this.frames.push(frame);
    if (frame.t === 'hello')
      this.say({ t: 'welcome', epoch: 'e1', node: 'n1', session: 's', heartbeat: 15 });
    if (frame.t === 'post') this.#store(frame);
  }

  #store({ ref, client_id = '', text = '', conversation }: Frame): void {
    if (this.refusal) {
      this.say({ t: 'refused', ref, error: this.refusal });
      return;
    }
    const at = new Date(0).toISOString();
    const id = conversation || 'conversation-demo';
    if (!conversation && this.#seq === 0) this.#seq = 1;
    this.#seq += 1;
    const seq = this.#seq;
    this.say({ t: 'ack', ref, conversation: id, client_id, seq, at });
    const by = { kind: 'visitor', id: 'visitor-maria' };
    if (!conversation) {
      const body = { site: 'site-demo', visitor: 'visitor-maria', page: {} };
      this.entry({ seq: 1, by, at, kind: 'conversation.started', body } as unknown as KnownEntry);
    }
    this.entry({
      seq,
      by,
      at,
      client_id,
      kind: 'message.posted',
      body: { text },
    } as unknown as KnownEntry);
  }

  /** Says a frame, as soon as the client has let go of its own. */
  say(frame: object): void {
    const socket = this.sockets.at(-1);
    queueMicrotask(() => {
      if (socket && !socket.closed) socket.events.text(JSON.stringify(frame));
    });
  }

  entry(entry: Entry): void {
    this.#seq = Math.max(this.#seq, entry.seq);
    this.say({ t: 'entry', stream: 'conversation:conversation-demo', entry });
  }

  /** Sends what a life has more than was sent. */
  tell(life: Life): void {
    this.life = life;
    for (const entry of life.entries.slice(this.#seq)) this.entry(entry);
  }

  /** Breaks the connection. */
  drop(code = 1006): void {
    const socket = this.sockets.at(-1);
    if (socket) {
      socket.closed = true;
      socket.events.closed(code);
    }
  }

  of(t: string): Frame[] {
    return this.frames.filter((f) => f.t === t);
  }
}
