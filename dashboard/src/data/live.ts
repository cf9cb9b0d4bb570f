import { Connection, type Socket, type SocketEvents } from '@baton/shared/connection';
import { type Entry, parseEntry } from '@baton/shared/facts.gen';
import type { Remark, ServerFrame } from '@baton/shared/frames';
import { openKeep } from '@baton/shared/keep';
import { Outbox } from '@baton/shared/outbox';
import { browserTabs } from '@baton/shared/tabs';
import type { QueryClient } from '@tanstack/react-query';
import { type Api, data } from './api.ts';
import { Coalescer } from './coalesce.ts';
import { type ConversationState, withEntry, withSeen, withVisitor } from './conversationState.ts';
import { withFrame, withMessage } from './glimpse.ts';
import {
  emptyInbox,
  type InboxState,
  parseRow,
  withOnline,
  withPreview,
  withRow,
} from './inboxRows.ts';
import { keys } from './keys.ts';
import { LiveStore } from './liveStore.ts';
import { parsePresence, withPresence } from './presence.ts';

export interface LiveOptions {
  api: Api;
  cache: QueryClient;
  me: string;
  onSignedOut: () => void;
  socket?: (url: string, events: SocketEvents) => Socket;
}

/**
 * The one socket of the dashboard. Whatever it brings enters the query cache here, and only here,
 * through the pure functions of this folder.
 */
export class Live {
  readonly store = new LiveStore();
  readonly replies: Outbox;
  readonly notes: Outbox;
  readonly #options: LiveOptions;
  readonly #connection: Connection;
  readonly #inboxes = new Set<string>();
  /** A board on the screen is asked for again when something moves. */
  readonly #board = new Coalescer(
    () => void this.#options.cache.invalidateQueries({ queryKey: keys.boards }),
    1000,
  );
  #viewing = '';
  #wasLive = false;
  #recount: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#connection = new Connection({
      address: () => this.#address(),
      onState: (state) => {
        this.store.connection.set(state);
        for (const outbox of [this.replies, this.notes])
          state.at === 'live' ? outbox?.open() : outbox?.shut();
        if (state.at === 'live') this.#arrived();
        if (state.at === 'stopped' && state.why === 'signed_out') options.onSignedOut();
      },
      onFrame: (frame) => this.#receive(frame),
      ...(options.socket ? { socket: options.socket } : {}),
    });
    this.replies = this.#outbox('reply', 'post');
    this.notes = this.#outbox('note', 'note');
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
    this.replies.dispose();
    this.notes.dispose();
    this.store.stop();
    clearTimeout(this.#recount);
    this.#board.stop();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  remark(remark: Remark): boolean {
    return this.#connection.remark(remark);
  }

  /** Follows the rows of a site from where a list stands; once is enough. */
  followInbox(stream: string, seq: number): void {
    if (this.#inboxes.has(stream)) return;
    this.#inboxes.add(stream);
    this.#connection.follow(stream, seq);
  }

  /** Follows a conversation from where its snapshot stands, until the result is called. */
  follow(conversation: string, seq: number): () => void {
    const stream = `conversation:${conversation}`;
    this.#connection.follow(stream, seq);
    return () => this.#connection.unfollow(stream);
  }

  /** Tells colleagues which conversation is open here; empty for none. */
  view(conversation: string): void {
    this.#viewing = conversation;
    this.#connection.remark({ t: 'viewing', conversation });
  }

  /** Takes in entries that an answer of REST brought, which may come before the socket's. */
  absorb(conversation: string, entries: readonly Entry[]): void {
    for (const entry of entries) this.#entry(conversation, entry);
  }

  /** Ends when a message is stored; fails when the server has refused it. */
  sent(kind: 'reply' | 'note', clientID: string): Promise<void> {
    return new Promise((done, fail) => {
      const look = () => {
        const letter = this.store.letters.get()[kind].find((l) => l.client_id === clientID);
        if (letter?.state.is === 'queued') return;
        undo();
        if (letter?.state.is === 'failed') fail(new Error(letter.state.refusal.say));
        else done();
      };
      const undo = this.store.letters.subscribe(look);
      look();
    });
  }

  /** There is a connection, for the first time or again. */
  #arrived(): void {
    if (this.#viewing) this.#connection.remark({ t: 'viewing', conversation: this.#viewing });
    if (this.#wasLive) this.#catchUp();
    this.#wasLive = true;
  }

  /**
   * Streams bring what was missed. Of the frames in no stream the last ones may be missing: who is
   * there, last lines, who looks, what is known of a visitor. So what only they keep current is asked
   * for again; the next of them would make it look fresh.
   */
  #catchUp(): void {
    this.store.glimpses.set(new Map());
    for (const queryKey of [keys.agents, keys.me, keys.lists, keys.conversations])
      void this.#options.cache.invalidateQueries({ queryKey });
  }

  async #address(): Promise<string> {
    const { ticket } = data(await this.#options.api.POST('/auth/ticket'));
    const url = new URL('/ws/agent', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('ticket', ticket);
    return url.href;
  }

  #outbox(kind: 'reply' | 'note', t: 'post' | 'note'): Outbox {
    const name = `baton-out-${kind}-${this.#options.me}`;
    const outbox = new Outbox({
      keep: openKeep(`${name}:`, () => localStorage),
      tabs: browserTabs(name),
      post: ({ conversation, client_id, text }) =>
        this.#connection.post({ t, conversation, client_id, text }),
      onChange: (letters) =>
        this.store.letters.set({ ...this.store.letters.get(), [kind]: letters }),
    });
    this.store.letters.set({ ...this.store.letters.get(), [kind]: outbox.letters });
    return outbox;
  }

  #receive(frame: ServerFrame): void {
    switch (frame.t) {
      case 'entry': {
        const entry = parseEntry(frame.entry);
        if (entry) this.#entry(frame.stream.slice('conversation:'.length), entry);
        return;
      }
      case 'inbox': {
        this.#board.sign();
        const row = parseRow(frame.row);
        if (row) this.#inbox((state) => withRow(state, row, this.#options.me));
        return;
      }
      case 'preview':
        this.#preview(frame);
        return;
      case 'seen':
        this.#conversation(frame.conversation, (state) => withSeen(state, frame));
        return;
      case 'heads':
        for (const [stream, marks] of Object.entries(frame.seen ?? {})) {
          this.#conversation(stream.slice('conversation:'.length), (state) =>
            withSeen(state, marks),
          );
        }
        return;
      case 'online':
        this.#inbox((state) => withOnline(state, frame.conversation, frame.online, frame.page));
        this.store.change(frame.conversation, (g) => withFrame(g, frame, Date.now()));
        return;
      case 'visitor':
        this.#conversation(frame.conversation, (state) => withVisitor(state, frame.record));
        return;
      case 'typing':
      case 'draft':
      case 'viewing':
        this.store.change(frame.conversation, (g) => withFrame(g, frame, Date.now()));
        return;
      case 'presence': {
        this.#board.sign();
        const presence = parsePresence(frame);
        if (presence) withPresence(this.#options.cache, presence, this.#options.me);
        return;
      }
      case 'reset':
        this.#startOver(frame.stream);
        return;
      case 'refused':
        if (frame.stream) this.#startOver(frame.stream);
        return;
      default:
        return;
    }
  }

  #entry(conversation: string, entry: Entry): void {
    let hole = false;
    this.#conversation(conversation, (state) => {
      const next = withEntry(state, entry);
      hole = next === undefined;
      return next ?? state;
    });
    if (hole)
      void this.#options.cache.invalidateQueries({ queryKey: keys.conversation(conversation) });
    if (entry.client_id) {
      this.replies.arrived([entry.client_id]);
      this.notes.arrived([entry.client_id]);
    }
    if (entry.kind === 'message.posted' || entry.kind === 'note.posted') {
      const run = entry.kind === 'message.posted' ? entry.body.run : undefined;
      this.store.change(conversation, (g) => withMessage(g, entry.by, run));
    }
  }

  /** The server counts what is unread by marks that are a second old; here they are fresher. */
  #preview(frame: Extract<ServerFrame, { t: 'preview' }>): void {
    const open = this.#options.cache.getQueryData<ConversationState>(
      keys.conversation(frame.conversation),
    );
    const read = open && open.seen.team >= open.conversation.visitor_seq;
    const line = read ? { ...frame, unread: 0 } : frame;
    this.#inbox((state) => withPreview(state, line, this.#options.me));
  }

  #conversation(id: string, fn: (state: ConversationState) => ConversationState): void {
    this.#options.cache.setQueryData<ConversationState>(
      keys.conversation(id),
      (state) => state && fn(state),
    );
  }

  #inbox(fn: (state: InboxState) => InboxState): void {
    const next = this.#options.cache.setQueryData<InboxState>(keys.rows, (state) =>
      fn(state ?? emptyInbox),
    );
    if (!next?.countsDoubtful || this.#recount !== undefined) return;
    this.#recount = setTimeout(() => {
      this.#recount = undefined;
      void this.#options.cache.invalidateQueries({ queryKey: keys.list('queue') });
    }, 1000);
  }

  /** A cursor that cannot be continued: fetch afresh; the snapshot says where to follow from. */
  #startOver(stream: string): void {
    if (this.#inboxes.delete(stream)) {
      this.#options.cache.setQueryData<InboxState>(keys.rows, emptyInbox);
      void this.#options.cache.invalidateQueries({ queryKey: keys.lists });
    } else {
      void this.#options.cache.resetQueries({
        queryKey: keys.conversation(stream.slice('conversation:'.length)),
      });
    }
  }
}
