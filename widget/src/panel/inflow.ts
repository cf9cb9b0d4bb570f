// What comes from the server, applied to the state: entries, drafts, typing, read marks.

import { type Entry, type KnownEntry, type Profile, parseEntry } from '@baton/shared/facts.gen';
import type { ServerFrame } from '@baton/shared/frames';
import type { Clock } from '@baton/shared/surroundings';
import { append, emptyTranscript } from '@baton/shared/transcript';
import { applyToView } from '@baton/shared/view';
import type { HostEvents } from '../wire.ts';
import type { Snapshot } from './answers.ts';
import { type Current, type PanelState, people, waits } from './state.ts';
import type { Store } from './store.ts';

export function streamOf(conversation: string): string {
  return `conversation:${conversation}`;
}

export interface InflowOptions {
  store: Store<PanelState>;
  clock: Clock;
  /** The timeline shows messages with these client ids. */
  arrived: (clientIDs: string[]) => void;
  refetch: (conversation: string) => void;
  tell: <N extends keyof HostEvents>(name: N, detail: HostEvents[N]) => void;
  /** A message of the other side has come. */
  onNews: () => void;
}

const typingLasts = 6000;
/** The baton slides to its end in 180 ms and rests there; then the strip becomes the card. */
const arrivingFor = 600;

export class Inflow {
  readonly #options: InflowOptions;
  #typing: (() => void) | undefined;
  #arriving: (() => void) | undefined;

  constructor(options: InflowOptions) {
    this.#options = options;
  }

  get #state(): PanelState {
    return this.#options.store.state;
  }

  #set(news: Partial<PanelState>): void {
    this.#options.store.set(news);
  }

  dispose(): void {
    this.#typing?.();
    this.#arriving?.();
  }

  /** Takes a snapshot for the conversation on the screen. */
  adopt(snapshot: Snapshot): void {
    const first = snapshot.entries[0]?.seq ?? snapshot.seq + 1;
    const chat: Current = {
      view: snapshot.view,
      transcript: append(emptyTranscript(first - 1), snapshot.entries),
      hasEarlier: snapshot.has_earlier,
      seen: snapshot.seen,
    };
    this.#set({ chat, draft: undefined, typing: undefined, place: undefined });
    this.#options.arrived(clientIDs(snapshot.entries));
  }

  /** Applies entries that follow on from what is known; the stream brings the others. */
  take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const { chat } = this.#state;
      if (!chat || entry.seq !== chat.transcript.to + 1) continue;
      const next: Current = {
        ...chat,
        view: applyToView(chat.view, entry),
        transcript: append(chat.transcript, [entry]),
      };
      this.#set({ chat: next, ...this.#effects(entry, chat) });
      this.#announce(entry, next);
      if (next.view.state !== chat.view.state) {
        this.#options.tell('conversation', { id: next.view.id, state: next.view.state });
      }
    }
    this.#options.arrived(clientIDs(entries));
  }

  /** What an entry means for drafts, typing and the strip. */
  #effects(entry: Entry, before: Current): Partial<PanelState> {
    const { draft, typing } = this.#state;
    switch (entry.kind) {
      case 'message.posted':
        return {
          ...(draft && entry.body.run === draft.run && { draft: undefined }),
          ...(typing?.by.kind === entry.by.kind && { typing: undefined }),
        };
      case 'agent.joined': {
        const seen = waits(before.view) && this.#state.shown;
        if (seen) this.#arrive(entry.body.agent);
        return { draft: undefined, typing: undefined, ...(seen && { arriving: entry.body.agent }) };
      }
      case 'conversation.queued':
        return { place: undefined };
      case 'agent.left':
      case 'conversation.resolved':
        return { draft: undefined, typing: undefined };
      default:
        return {};
    }
  }

  #arrive(agent: Profile): void {
    this.#arriving?.();
    this.#arriving = this.#options.clock.after(arrivingFor, () => {
      if (this.#state.arriving?.id === agent.id) this.#set({ arriving: undefined });
    });
  }

  #announce(entry: Entry, chat: Current): void {
    const { tell, onNews } = this.#options;
    if (entry.kind === 'unknown') return;
    if (entry.kind === 'message.posted' && entry.by.kind !== 'visitor') {
      tell('message', { from: entry.by.kind === 'agent' ? 'agent' : 'assistant' });
      onNews();
    }
    if (entry.kind === 'agent.joined') onNews();
    const handoff = handoffEvent(entry, chat);
    if (handoff) tell('handoff', handoff);
  }

  receive(frame: ServerFrame): void {
    const id = this.#state.chat?.view.id;
    if (frame.t === 'started') {
      // One that begins with a letter of ours is followed from its beginning, once that is stored.
      const ours = this.#state.letters.some((l) => l.conversation === '');
      if (frame.conversation !== id && !ours) this.#options.refetch(frame.conversation);
      return;
    }
    if (!id) return;
    const mine = 'conversation' in frame && frame.conversation === id;
    const ours = 'stream' in frame && frame.stream === streamOf(id);
    if (frame.t === 'entry' && ours) this.#entry(frame.entry, frame.seq);
    else if (frame.t === 'reset' && ours) this.#options.refetch(id);
    else if (frame.t === 'refused' && ours) this.#options.refetch(id);
    else if (frame.t === 'heads') this.#marks(frame.seen?.[streamOf(id)]);
    else if (frame.t === 'seen' && mine) this.#marks(frame);
    else if (frame.t === 'typing' && mine) this.#typed(frame);
    else if (frame.t === 'draft' && mine) this.#draft(frame);
    else if (frame.t === 'place' && mine) this.#set({ place: frame.place });
  }

  #entry(raw: unknown, seq: number): void {
    const nobody = { at: '', by: { kind: 'system' }, kind: 'unknown', name: '' } as const;
    this.take([parseEntry(raw) ?? { ...nobody, seq }]);
  }

  #marks(marks: { visitor?: number; team?: number } | undefined): void {
    const { chat } = this.#state;
    if (!marks || !chat) return;
    const visitor = Math.max(chat.seen.visitor, marks.visitor ?? 0);
    const team = Math.max(chat.seen.team, marks.team ?? 0);
    if (visitor === chat.seen.visitor && team === chat.seen.team) return;
    this.#set({ chat: { ...chat, seen: { visitor, team } } });
  }

  #typed(frame: Extract<ServerFrame, { t: 'typing' }>): void {
    if (frame.by.kind === 'visitor') return;
    this.#typing?.();
    this.#typing = undefined;
    this.#set({ typing: frame.on ? { by: frame.by, name: frame.name } : undefined });
    if (frame.on) {
      this.#typing = this.#options.clock.after(typingLasts, () => this.#set({ typing: undefined }));
    }
  }

  #draft(frame: Extract<ServerFrame, { t: 'draft' }>): void {
    const { draft } = this.#state;
    const known = draft?.run === frame.run ? draft : undefined;
    if (frame.withdrawn) {
      if (known) this.#set({ draft: undefined });
      return;
    }
    const n = frame.n ?? 1;
    if (n !== (known?.n ?? 0) + 1) return;
    const text = (known?.text ?? '') + (frame.text ?? '');
    const at = known?.at ?? this.#options.clock.now();
    this.#set({ draft: { run: frame.run, text, n, at }, typing: undefined });
  }
}

function clientIDs(entries: readonly Entry[]): string[] {
  return entries.flatMap((e) => e.client_id ?? []);
}

/** What the host page may know of a handoff. */
function handoffEvent(entry: KnownEntry, chat: Current): HostEvents['handoff'] | undefined {
  const place = chat.view.handoff?.promise.place;
  const position = place ? { position: place } : {};
  const expectation = chat.view.handoff ? { expectation: chat.view.handoff.promise.kind } : {};
  switch (entry.kind) {
    case 'handoff.requested':
      return { state: 'requested', ...position, ...expectation };
    case 'conversation.queued':
      return { state: 'waiting', ...position, ...expectation };
    case 'promise.changed':
      return { state: 'changed', ...position, ...expectation };
    case 'conversation.follow_up':
      return { state: 'later', ...expectation };
    case 'handoff.cancelled':
      return { state: 'cancelled' };
    case 'agent.joined':
      return { state: 'joined', name: entry.body.agent.name };
    case 'agent.left': {
      const name = people(undefined, chat).get(entry.body.agent.id)?.name;
      return { state: 'left', ...(name && { name }) };
    }
    default:
      return undefined;
  }
}
