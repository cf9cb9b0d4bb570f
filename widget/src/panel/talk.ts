// The conversation on the screen: which one it is, and what the visitor can do in it.

import type { ServerFrame } from '@baton/shared/frames';
import { Lost, Refused } from '@baton/shared/refused';
import { emptyTranscript, prepend } from '@baton/shared/transcript';
import { emptyView } from '@baton/shared/view';
import { type Changed, readChanged, readPage, readSnapshot, type Snapshot } from './answers.ts';
import type { Article, ArticleBrief } from './api.ts';
import { chime } from './chime.ts';
import { Inflow, streamOf } from './inflow.ts';
import type { Line } from './line.ts';
import type { Shell } from './shell.ts';
import { type PanelState, unread } from './state.ts';
import { watchUnread } from './teaser.ts';

const refetchAfter = 2000;

export interface NewRating {
  score: number;
  comment?: string;
  repeated?: boolean;
}

export class Talk {
  readonly #shell: Shell;
  readonly #line: Line;
  readonly #inflow: Inflow;
  readonly #deaf: () => void;

  constructor(shell: Shell, line: Line) {
    this.#shell = shell;
    this.#line = line;
    this.#inflow = new Inflow({
      store: shell.store,
      clock: shell.clock,
      arrived: (ids) => line.arrived(ids),
      refetch: (id) => void this.#refetch(id),
      tell: shell.options.tell,
      onNews: () => {
        const { shown, sound } = this.#state;
        if (sound && (!shown || document.hidden)) chime();
      },
    });
    const { texts, onUnread } = shell.options;
    this.#deaf = watchUnread(shell.store, texts, onUnread);
  }

  get #state(): PanelState {
    return this.#shell.state;
  }

  receive(frame: ServerFrame): void {
    this.#inflow.receive(frame);
  }

  /** Ends what runs on its own. */
  dispose(): void {
    this.#deaf();
    this.#inflow.dispose();
  }

  // Which conversation ------------------------------------------------------------

  /** Goes on with the session's conversation; without one the panel is empty. */
  resume(raw: unknown): void {
    if (raw === undefined) this.#leave();
    else {
      const snapshot = readSnapshot(raw);
      if (snapshot.id !== this.#state.chat?.view.id) this.#adopt(snapshot);
    }
  }

  #adopt(snapshot: Snapshot): void {
    if (snapshot.id !== this.#state.chat?.view.id) this.#leave();
    this.#inflow.adopt(snapshot);
    this.#line.follow(streamOf(snapshot.id), snapshot.seq);
  }

  /** Follows a conversation that has begun with a message or a wish of this visitor. */
  begin(id: string): void {
    if (this.#state.chat?.view.id === id) return;
    this.#leave();
    const seen = { visitor: 0, team: 0 };
    const chat = { view: emptyView(id), transcript: emptyTranscript(), hasEarlier: false, seen };
    this.#shell.set({ chat });
    this.#line.follow(streamOf(id), 0);
  }

  #leave(): void {
    const id = this.#state.chat?.view.id;
    if (id) this.#line.unfollow(streamOf(id));
    const empty = { chat: undefined, draft: undefined, typing: undefined, arriving: undefined };
    this.#shell.set(empty);
  }

  async #fetch(id: string): Promise<Snapshot> {
    return readSnapshot(await this.#shell.options.ask('GET', `/conversations/${id}`));
  }

  async #refetch(id: string): Promise<void> {
    try {
      this.#adopt(await this.#fetch(id));
    } catch (why) {
      if (why instanceof Refused && why.refusal.code === 'not_found') this.#leave();
      else this.#shell.clock.after(refetchAfter, () => void this.#refetch(id));
    }
  }

  /** Opens an earlier conversation. */
  async openPast(id: string): Promise<void> {
    await this.#try(async () => {
      this.#adopt(await this.#fetch(id));
      this.#shell.go({ at: 'chat' });
    });
  }

  async loadEarlier(): Promise<void> {
    const { chat, loadingEarlier } = this.#state;
    if (!chat?.hasEarlier || loadingEarlier) return;
    this.#shell.set({ loadingEarlier: true });
    const { id } = chat.view;
    const query = { before: String(chat.transcript.from), limit: '50' };
    try {
      const path = `/conversations/${id}/entries`;
      const page = readPage(await this.#shell.options.ask('GET', path, { query }));
      const now = this.#state.chat;
      if (now?.view.id === id) {
        const transcript = prepend(now.transcript, page.entries);
        this.#shell.set({ chat: { ...now, transcript, hasEarlier: page.has_earlier } });
      }
    } catch (why) {
      // Nothing is lost: the next scroll asks again.
      if (!(why instanceof Refused || why instanceof Lost)) throw why;
    } finally {
      this.#shell.set({ loadingEarlier: false });
    }
  }

  // Doing things --------------------------------------------------------------------

  /** Does something that may fail. A failure is said above the composer; the result tells of success. */
  async #try(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (why) {
      const refusal = why instanceof Refused ? why.refusal : undefined;
      if (!refusal && !(why instanceof Lost)) throw why;
      this.#line.notify({ is: 'trouble', refusal });
      return false;
    }
  }

  /** Applies what an action changed, in whichever order answer and socket come. */
  #apply(changed: Changed): void {
    this.begin(changed.conversation);
    this.#inflow.take(changed.entries);
  }

  async #post(path: string, body: object): Promise<void> {
    const conversation = this.#state.chat?.view.id;
    const request = { body: { ...(conversation && { conversation }), ...body } };
    this.#apply(readChanged(await this.#shell.options.ask('POST', path, request)));
  }

  #change(path: string, body: object = {}): Promise<boolean> {
    return this.#try(() => this.#post(path, body));
  }

  async askForPerson(reason?: string): Promise<void> {
    if (this.#state.asking) return;
    this.#shell.set({ asking: true });
    const page = this.#shell.options.page();
    await this.#change('/handoff', {
      client_id: this.#line.newID(),
      page,
      ...(reason && { reason }),
    });
    this.#shell.set({ asking: false });
  }

  neverMind(): Promise<boolean> {
    return this.#change('/cancel', { solved: false });
  }

  writeLater(): Promise<boolean> {
    return this.#change('/follow-up');
  }

  end(): Promise<boolean> {
    return this.#change('/end');
  }

  async rate(rating: NewRating): Promise<boolean> {
    const done = await this.#change('/rating', rating);
    if (done) this.#shell.options.tell('rated', { score: rating.score });
    return done;
  }

  /** Gives an address. The result is what is wrong with it, in words: empty when it was taken. */
  async giveContact(value: string): Promise<string | undefined> {
    try {
      await this.#post('/contact', { value });
      return '';
    } catch (why) {
      return why instanceof Refused ? why.refusal.say : undefined;
    }
  }

  resend(clientID: string): void {
    this.#line.resend(clientID);
  }

  discard(clientID: string): void {
    this.#line.discard(clientID);
  }

  /** The visitor has seen everything that is on the screen. */
  seen(): void {
    const { chat, shown } = this.#state;
    const seq = chat?.transcript.to ?? 0;
    if (!chat || !shown || document.hidden || unread(chat) === 0) return;
    this.#line.remark({ t: 'seen', conversation: chat.view.id, seq });
    this.#shell.set({ chat: { ...chat, seen: { ...chat.seen, visitor: seq } } });
  }

  // Help ----------------------------------------------------------------------------

  /** Articles that match, or undefined when the server could not be asked. */
  async searchHelp(q: string): Promise<ArticleBrief[] | undefined> {
    let found: ArticleBrief[] | undefined;
    await this.#try(async () => {
      const query = { q, limit: '20' };
      const list = await this.#shell.options.ask('GET', '/articles', { query });
      found = (list as { articles: ArticleBrief[] }).articles;
    });
    return found;
  }

  async readArticle(slug: string): Promise<Article> {
    const path = `/articles/${encodeURIComponent(slug)}`;
    return (await this.#shell.options.ask('GET', path)) as Article;
  }

  rateArticle(slug: string, helped: boolean): Promise<boolean> {
    const path = `/articles/${encodeURIComponent(slug)}/feedback`;
    return this.#try(async () => {
      await this.#shell.options.ask('POST', path, { body: { helped } });
    });
  }

  // The visitor -----------------------------------------------------------------------

  /** Ends the session on this device. */
  async logout(): Promise<void> {
    await this.#try(async () => {
      await this.#shell.options.ask('POST', '/logout');
      await this.#shell.forget();
    });
  }

  /** Deletes everything that is kept about this visitor. */
  async erase(): Promise<void> {
    await this.#try(async () => {
      await this.#shell.options.ask('DELETE', '');
      await this.#shell.forget();
    });
  }
}
