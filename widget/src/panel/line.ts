// The line to the server: the socket, the messages on their way, and what is said when it breaks.

import { newClientID } from '@baton/shared/client-id';
import { Connection, type ConnectionState } from '@baton/shared/connection';
import type { Remark, ServerFrame } from '@baton/shared/frames';
import { Outbox } from '@baton/shared/outbox';
import { availability } from './api.ts';
import type { Shell } from './shell.ts';
import type { Notice, PanelState } from './state.ts';

const awayAfter = 2000;
const noticeFor = 4000;
const typingEvery = 3000;
const typingStopsAfter = 5000;
const reopenWithin = 7 * 86_400_000;

export class Line {
  readonly #shell: Shell;
  readonly #link: Connection;
  readonly #outbox: Outbox;
  /** Attempts without a connection; after some the session is looked at first, for it may be over. */
  #failures = 0;
  /** Messages that waited when the connection came back. */
  #kept = 0;
  #typedAt = 0;
  #typingStop: (() => void) | undefined;
  #awayTimer: (() => void) | undefined;
  #noticeTimer: (() => void) | undefined;

  constructor(shell: Shell) {
    this.#shell = shell;
    const { keep, socket, signs, tabs, socketAddress } = shell.options;
    const { clock } = shell;
    this.#link = new Connection({
      address: async () => {
        if (this.#failures > 1) await shell.renew();
        return socketAddress;
      },
      onState: (link) => this.#linked(link),
      onFrame: (frame) =>
        frame.t === 'team' ? this.#team(frame) : shell.do((talk) => talk.receive(frame)),
      clock,
      ...(socket && { socket }),
      ...(signs && { signs }),
    });
    const prefix = 'out:';
    this.#outbox = new Outbox({
      keep: {
        get: (name) => keep.get(prefix + name),
        set: (name, value) => keep.set(prefix + name, value),
        remove: (name) => keep.remove(prefix + name),
        names: () =>
          keep.names().flatMap((n) => (n.startsWith(prefix) ? n.slice(prefix.length) : [])),
      },
      post: ({ client_id, conversation, text, page }) =>
        this.#link.post({ t: 'post', client_id, conversation, text, ...(page && { page }) }),
      onChange: (letters) => {
        shell.set({ letters });
        this.#sentAll();
      },
      onAck: (ack) => shell.do((talk) => talk.begin(ack.conversation)),
      clock,
      ...(tabs && { tabs }),
    });
    shell.set({ letters: this.#outbox.letters });
  }

  start(): void {
    this.#link.start();
  }

  /** Ends everything that runs; what is kept stays kept. */
  dispose(): void {
    this.#link.stop();
    this.#outbox.dispose();
    for (const undo of [this.#typingStop, this.#awayTimer, this.#noticeTimer]) undo?.();
  }

  /** The visitor is another one, or none: nothing of the last one goes out any more. */
  clear(): void {
    this.#link.stop();
    this.#outbox.clear();
    this.#failures = 0;
  }

  /** An idempotency key for something else than a message. */
  newID(): string {
    return newClientID();
  }

  follow(stream: string, after: number): void {
    this.#link.follow(stream, after);
  }

  unfollow(stream: string): void {
    this.#link.unfollow(stream);
  }

  remark(remark: Remark): void {
    this.#link.remark(remark);
  }

  retryNow(): void {
    this.#link.retryNow();
  }

  // Messages on their way ------------------------------------------------------------

  send(text: string): void {
    this.typing('');
    this.#outbox.add(this.#present(), text, this.#shell.options.page());
  }

  resend(clientID: string): void {
    this.#outbox.retry(clientID);
  }

  discard(clientID: string): void {
    this.#outbox.remove(clientID);
  }

  arrived(clientIDs: string[]): void {
    this.#outbox.arrived(clientIDs);
  }

  /** The conversation that a message goes to; empty for a new one. An old one is not taken up again. */
  #present(): string {
    const { chat } = this.#shell.state;
    if (chat?.view.state !== 'resolved') return chat?.view.id ?? '';
    const end = chat.transcript.items.findLast((i) => i.entry.kind === 'conversation.resolved');
    const old = end && this.#shell.clock.now() - Date.parse(end.entry.at) > reopenWithin;
    return old ? '' : chat.view.id;
  }

  /** The visitor typed; what stands in the composer is sent on only if the site allows it. */
  typing(text: string): void {
    const { chat, site } = this.#shell.state;
    this.#typingStop?.();
    this.#typingStop = undefined;
    const on = text !== '';
    if (!chat || (!on && this.#typedAt === 0)) return;
    const now = this.#shell.clock.now();
    if (!on || now - this.#typedAt >= typingEvery) {
      this.#typedAt = on ? now : 0;
      const preview = site?.typing_preview && { text };
      this.remark({ t: 'typing', conversation: chat.view.id, on, ...preview });
    }
    if (on) this.#typingStop = this.#shell.clock.after(typingStopsAfter, () => this.typing(''));
  }

  // When it breaks --------------------------------------------------------------------

  #linked(link: ConnectionState): void {
    const { state, clock } = this.#shell;
    this.#shell.set({ link });
    if (link.at === 'live') {
      this.#failures = 0;
      this.#calm();
      this.#kept = this.#waiting();
      if (state.away) this.#shell.set({ away: false });
      this.#outbox.open();
      this.#sentAll();
      return;
    }
    this.#outbox.shut();
    if (link.at === 'waiting' || link.at === 'offline') this.#failures += 1;
    if (link.at === 'offline') this.#gone();
    else if (link.at === 'stopped') this.#stopped(link.why);
    else this.#awayTimer ??= clock.after(awayAfter, () => this.#gone());
  }

  #calm(): void {
    this.#awayTimer?.();
    this.#awayTimer = undefined;
  }

  #gone(): void {
    this.#calm();
    if (this.#shell.state.link.at === 'live') return;
    this.#noticeTimer?.();
    this.#shell.set({ away: true, notice: { is: 'offline' } });
  }

  #stopped(why: 'asked' | 'signed_out' | 'protocol'): void {
    this.#calm();
    if (why === 'protocol') this.#shell.options.tell('error', { code: 'protocol' });
    // The session may have ended elsewhere: ask for another one, but not over and over.
    const settled = this.#shell.clock.now() - this.#shell.asOf > awayAfter;
    if (why === 'signed_out' && settled) this.#shell.renew().catch(() => this.#gone());
  }

  /** Who answers, or how soon, is not what the session began with any more. */
  #team({ t: _, ...now }: Extract<ServerFrame, { t: 'team' }>): void {
    const { session } = this.#shell.state;
    if (!session) return;
    const { faces, ...before } = session.team;
    this.#shell.set({ session: { ...session, team: { ...now, faces } } });
    const status = availability(now);
    if (status !== availability(before)) this.#shell.options.tell('status', { status });
  }

  #waiting(): number {
    return this.#shell.state.letters.filter((l) => l.state.is === 'queued').length;
  }

  /** After a break: says that it is over, and what became of the messages that were kept. */
  #sentAll(): void {
    const { link, notice }: PanelState = this.#shell.state;
    if (link.at !== 'live' || notice?.is !== 'offline' || this.#waiting() > 0) return;
    this.notify({ is: 'back', sent: this.#kept });
  }

  /** Shows a line above the composer for a moment. */
  notify(notice: Notice): void {
    this.#noticeTimer?.();
    this.#shell.set({ notice });
    this.#noticeTimer = this.#shell.clock.after(noticeFor, () =>
      this.#shell.set({ notice: undefined }),
    );
  }
}
