import type { Api, Schema } from './api.ts';
import { Cell } from './liveStore.ts';

export type DraftKind = Schema['UnsentDraft']['kind'];

export interface Draft {
  text: string;
  /** Whether the server has it. */
  state: 'kept' | 'keeping' | 'unkept';
}

/** How long after the last key a draft is sent to be kept, in milliseconds. */
const pause = 800;

const nothing: Draft = { text: '', state: 'kept' };

/** What the agent has typed and not sent, per conversation and tab. The server keeps it. */
export class Drafts {
  readonly all = new Cell<ReadonlyMap<string, Draft>>(new Map());
  readonly #api: Api;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(api: Api) {
    this.#api = api;
  }

  get(conversation: string, kind: DraftKind): Draft {
    return this.all.get().get(name(conversation, kind)) ?? nothing;
  }

  /** What the server had; what was typed here since counts more. */
  seed(conversation: string, kept: Schema['KeptDrafts']): void {
    const next = new Map(this.all.get());
    let any = false;
    for (const kind of ['reply', 'note'] as const) {
      const text = kept[kind] ?? '';
      const known = next.get(name(conversation, kind));
      if (known ? known.state !== 'kept' || known.text === text : text === '') continue;
      next.set(name(conversation, kind), { text, state: 'kept' });
      any = true;
    }
    if (any) this.all.set(next);
  }

  set(conversation: string, kind: DraftKind, text: string): void {
    this.#put(conversation, kind, { text, state: 'unkept' });
    this.#cancel(conversation, kind);
    const id = setTimeout(() => void this.#keep(conversation, kind), text === '' ? 0 : pause);
    this.#timers.set(name(conversation, kind), id);
  }

  /** Sends at once what still waits, because the page is about to go. */
  flush(): void {
    for (const key of [...this.#timers.keys()]) {
      const [kind, conversation] = split(key);
      this.#cancel(conversation, kind);
      void this.#keep(conversation, kind);
    }
  }

  async #keep(conversation: string, kind: DraftKind): Promise<void> {
    this.#timers.delete(name(conversation, kind));
    const { text } = this.get(conversation, kind);
    this.#put(conversation, kind, { text, state: 'keeping' });
    const kept = await this.#api
      .PUT('/conversations/{id}/draft', {
        params: { path: { id: conversation } },
        body: { kind, text },
        keepalive: true,
      })
      .then(() => true)
      .catch(() => false);
    const now = this.get(conversation, kind);
    if (now.text === text) this.#put(conversation, kind, { text, state: kept ? 'kept' : 'unkept' });
  }

  #cancel(conversation: string, kind: DraftKind): void {
    clearTimeout(this.#timers.get(name(conversation, kind)));
    this.#timers.delete(name(conversation, kind));
  }

  #put(conversation: string, kind: DraftKind, draft: Draft): void {
    this.all.set(new Map(this.all.get()).set(name(conversation, kind), draft));
  }
}

function name(conversation: string, kind: DraftKind): string {
  return `${kind}:${conversation}`;
}

function split(key: string): [DraftKind, string] {
  const [kind, conversation = ''] = key.split(':');
  return [kind === 'note' ? 'note' : 'reply', conversation];
}
