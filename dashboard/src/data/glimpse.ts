// What passes and is not stored: who is typing, who looks, the assistant's answer while it is written.

import type { Page, Party } from '@baton/shared/facts.gen';
import type { ServerFrame } from '@baton/shared/frames';

/** A typing sign is over after this long without another, in milliseconds. */
export const typingFor = 6000;

export interface Typist {
  by: Party;
  name: string | undefined;
  /** Writes a note, so only the team knows. */
  note: boolean;
  /** What the visitor has typed and not sent, if the site allows it. */
  text: string | undefined;
  until: number;
}

export interface AssistantDraft {
  run: string;
  text: string;
  /** The last piece that was joined. */
  n: number;
  /** A piece is missing: what is shown may go on, but is not complete. */
  broken: boolean;
}

export interface Glimpse {
  typing: readonly Typist[];
  viewing: readonly string[] | undefined;
  online: boolean | undefined;
  page: Page | undefined;
  draft: AssistantDraft | undefined;
}

export const noGlimpse: Glimpse = {
  typing: [],
  viewing: undefined,
  online: undefined,
  page: undefined,
  draft: undefined,
};

type Passing = Extract<ServerFrame, { t: 'typing' | 'draft' | 'online' | 'viewing' }>;

export function withFrame(g: Glimpse, frame: Passing, now: number): Glimpse {
  switch (frame.t) {
    case 'typing': {
      const others = g.typing.filter((x) => x.by.kind !== frame.by.kind || x.by.id !== frame.by.id);
      if (!frame.on) return others.length === g.typing.length ? g : { ...g, typing: others };
      const typist: Typist = {
        by: frame.by,
        name: frame.name,
        note: frame.note ?? false,
        text: frame.text || undefined,
        until: now + typingFor,
      };
      return { ...g, typing: [...others, typist] };
    }
    case 'draft':
      return { ...g, draft: grown(g.draft, frame) };
    case 'online':
      return { ...g, online: frame.online, page: frame.page ?? g.page };
    case 'viewing':
      return { ...g, viewing: frame.agents };
  }
}

function grown(
  draft: AssistantDraft | undefined,
  frame: Extract<Passing, { t: 'draft' }>,
): AssistantDraft | undefined {
  if (frame.withdrawn) return draft?.run === frame.run ? undefined : draft;
  const n = frame.n ?? 1;
  const piece = frame.text ?? '';
  if (!draft || draft.run !== frame.run)
    return { run: frame.run, text: n === 1 ? piece : '', n, broken: n !== 1 };
  if (n <= draft.n) return draft;
  if (draft.broken || n !== draft.n + 1) return { ...draft, n, broken: true };
  return { ...draft, text: draft.text + piece, n };
}

/** What is left when somebody's message has arrived: their typing and their draft are over. */
export function withMessage(g: Glimpse, by: Party, run: string | undefined): Glimpse {
  const typing = g.typing.filter((x) => x.by.kind !== by.kind || x.by.id !== by.id);
  const draft =
    by.kind === 'assistant' && (run === undefined || g.draft?.run === run) ? undefined : g.draft;
  return typing.length === g.typing.length && draft === g.draft ? g : { ...g, typing, draft };
}

/** What is left once signs that nobody renewed are over. */
export function withoutStale(g: Glimpse, now: number): Glimpse {
  const typing = g.typing.filter((x) => x.until > now);
  return typing.length === g.typing.length ? g : { ...g, typing };
}
