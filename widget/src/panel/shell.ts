// The panel before anything is written: opens the session and holds the state. What is needed to talk
// is loaded when there is somebody to talk to: the line (line.ts) after the session, the conversation
// (talk.ts) with the first word.

import type { ConnectionOptions } from '@baton/shared/connection';
import type { Page } from '@baton/shared/facts.gen';
import type { Keep } from '@baton/shared/keep';
import { Refused } from '@baton/shared/refused';
import { browserClock, type Clock } from '@baton/shared/surroundings';
import type { Tabs } from '@baton/shared/tabs';
import type { HostEvents, Teaser } from '../wire.ts';
import { availability, readSession } from './api.ts';
import { type Ask, addressOf } from './ask.ts';
import type { Line } from './line.ts';
import { initialState, type PanelState, type Screen } from './state.ts';
import { Store } from './store.ts';
import type { Talk } from './talk.ts';
import { loadMore, type TMore } from './texts/text.ts';

export interface ShellOptions {
  site: string;
  ask: Ask;
  socketAddress: string;
  socket?: ConnectionOptions['socket'];
  signs?: ConnectionOptions['signs'];
  keep: Keep;
  tabs?: Tabs;
  clock?: Clock;
  locale: () => string;
  /** The texts in the reader's language, once they are loaded. */
  texts: () => TMore | undefined;
  page: () => Page;
  /** Tells the host page what happens; never what is written. */
  tell: <N extends keyof HostEvents>(name: N, detail: HostEvents[N]) => void;
  onUnread: (count: number, teaser: Teaser | undefined) => void;
  /** The server will not serve this site here. */
  onRefused: (say: string) => void;
  /** Whether a session exists on this device. */
  onKnown: (known: boolean) => void;
}

/** A session's figures, such as the wait for a person, are asked for again after this time; ms. */
const staleAfter = 60_000;

export class Shell {
  readonly store: Store<PanelState>;
  readonly options: ShellOptions;
  readonly clock: Clock;
  #opening: Promise<void> | undefined;
  #line: Promise<Line> | undefined;
  #talk: Promise<Talk> | undefined;
  #asOf = Number.NEGATIVE_INFINITY;

  constructor(options: ShellOptions) {
    this.options = options;
    this.clock = options.clock ?? browserClock;
    const { keep } = options;
    this.store = new Store<PanelState>({
      ...initialState,
      sound: keep.get('sound') !== 'off',
      theme: (['light', 'dark'] as const).find((theme) => theme === keep.get('theme')) ?? 'auto',
      aside: new Set(keep.get('aside')?.split(' ') ?? []),
    });
  }

  get state(): PanelState {
    return this.store.state;
  }

  set(news: Partial<PanelState>): void {
    this.store.set(news);
  }

  /** The connection and the messages on their way. */
  line(): Promise<Line> {
    this.#line ??= import('./near.ts').then(({ near }) => new near.Line(this));
    return this.#line;
  }

  /** The conversation: what comes in and what can be done. */
  talk(): Promise<Talk> {
    this.#talk ??= Promise.all([this.line(), import('./talk.ts'), loadMore()]).then(
      ([line, { Talk }]) => new Talk(this, line),
    );
    return this.#talk;
  }

  /** Does something once there is a session; at once if there is one. */
  whenOpen(action: () => void): void {
    if (this.state.phase === 'open') {
      action();
      return;
    }
    const deaf = this.store.listen(() => {
      if (this.state.phase !== 'open') return;
      deaf();
      action();
    });
  }

  /** Does something in the conversation, as soon as it can be done. */
  do(action: (talk: Talk) => unknown): void {
    void this.talk().then(action);
  }

  /** Ends everything that runs; what is kept stays kept. */
  async dispose(): Promise<void> {
    (await this.#talk)?.dispose();
    (await this.#line)?.dispose();
  }

  // The session ------------------------------------------------------------------

  /** Begins or continues the session. Called when the visitor opens the panel, or has before. */
  open(): Promise<void> {
    const fresh = this.clock.now() - this.#asOf < staleAfter;
    if (this.state.phase === 'open' && fresh) return Promise.resolve();
    return this.renew();
  }

  /** Asks for the session again, whatever is known. */
  renew(): Promise<void> {
    this.#opening ??= this.#session().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** When the session was last looked at; ms. */
  get asOf(): number {
    return this.#asOf;
  }

  async #session(): Promise<void> {
    const { ask, site, locale, page, tell, onKnown, onRefused } = this.options;
    const first = this.state.phase !== 'open';
    if (first) this.set({ phase: 'opening' });
    try {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const body = { site, locale: locale(), timezone: timeZone, page: page() };
      const session = readSession(await ask('POST', '/session', { body }));
      this.#asOf = this.clock.now();
      const other = this.state.session?.visitor?.id !== session.visitor?.id;
      if (session.conversation || (other && this.#talk)) {
        const talk = await this.talk();
        talk.resume(session.conversation);
      }
      this.set({ session, site: session.site, phase: 'open' });
      onKnown(true);
      tell('status', { status: availability(session.team) });
      if (first) tell('ready', {});
      (await this.line()).start();
    } catch (why) {
      if (!first) throw why;
      const refusal = why instanceof Refused ? why.refusal : undefined;
      this.set({ phase: 'failed' });
      tell('error', { code: refusal?.code ?? 'unreachable' });
      if (refusal && ['forbidden', 'not_found'].includes(refusal.code)) onRefused(refusal.say);
    }
  }

  /** The session is over here: nothing of it stays on this device. */
  async forget(): Promise<void> {
    const { keep, onKnown, onUnread } = this.options;
    (await this.line()).clear();
    for (const name of keep.names()) keep.remove(name);
    onKnown(false);
    onUnread(0, undefined);
    this.#asOf = Number.NEGATIVE_INFINITY;
    const { shown, phone, site, sound, theme } = this.state;
    this.set({ ...initialState, shown, phone, site, sound, theme });
    if (shown) await this.open();
  }

  // What needs nobody else -----------------------------------------------------------

  /** Shows or hides the panel. The connection stays. */
  show(shown: boolean): void {
    if (shown === this.state.shown) return;
    this.set({ shown, menu: false });
    this.options.tell(shown ? 'open' : 'close', {});
  }

  go(screen: Screen): void {
    this.set({ screen, menu: false });
  }

  send(text: string): void {
    this.go({ at: 'chat' });
    void this.line().then((line) => line.send(text));
  }

  askForPerson(reason?: string): void {
    this.go({ at: 'chat' });
    this.do((talk) => talk.askForPerson(reason));
  }

  retry(): void {
    if (this.state.phase === 'failed') void this.open();
    else void this.line().then((line) => line.retryNow());
  }

  typing(text: string): void {
    void this.line().then((line) => line.typing(text));
  }

  /** Where the conversation can be downloaded as plain text. */
  transcriptAddress(): string {
    const conversation = this.state.chat?.view.id ?? '';
    return addressOf(this.options.site, '/transcript', { conversation });
  }

  page(page: Page): void {
    if (this.#line) void this.#line.then((line) => line.remark({ t: 'page', page }));
  }

  /** What stands in the composer, kept over reloads. */
  readonly draft = {
    get: (): string => this.options.keep.get('draft') ?? '',
    set: (text: string): void => {
      if (text) this.options.keep.set('draft', text);
      else this.options.keep.remove('draft');
    },
  };

  /** Puts an offer or a question aside for good. */
  putAside(name: string): void {
    const aside = new Set([...this.state.aside, name].slice(-20));
    this.options.keep.set('aside', [...aside].join(' '));
    this.set({ aside });
  }

  setSound(sound: boolean): void {
    this.options.keep.set('sound', sound ? 'on' : 'off');
    this.set({ sound });
  }

  setTheme(theme: PanelState['theme']): void {
    this.options.keep.set('theme', theme);
    this.set({ theme });
  }
}
