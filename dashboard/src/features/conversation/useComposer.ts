import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useHandler } from '../../actions/useActions.ts';
import type { DraftKind } from '../../data/drafts.ts';
import { useKit } from '../../data/kit.ts';
import { usePreferences } from '../../data/preferences.ts';
import { useDraft } from '../../data/useDraft.ts';
import { t } from '../../text/text.ts';
import { sayFailed } from '../../ui/toasts.ts';
import { applyMark, insertAt, type Mark } from './format.ts';

/** What other parts of the screen may do with the composer. */
export interface ComposerHandle {
  /** Puts a text in: where the cursor is, or in place of all that is there. */
  insert: (text: string, how: 'here' | 'all') => void;
  note: (text: string) => void;
}

/** The most characters of a reply and of a note; the server refuses more. */
export const limits = { reply: 4000, note: 10_000 } as const;

interface Options {
  conversation: string;
  /** Whether a reply may be sent by this agent now. */
  mayReply: boolean;
  onResolve: () => void;
  handle: RefObject<ComposerHandle | null>;
}

export interface Composer {
  kind: DraftKind;
  setKind: (kind: DraftKind) => void;
  text: string;
  kept: 'kept' | 'keeping' | 'unkept';
  tooLong: boolean;
  area: RefObject<HTMLTextAreaElement | null>;
  change: (text: string) => void;
  mark: (mark: Mark) => void;
  send: () => void;
  onKeyDown: (e: KeyboardEvent<HTMLTextAreaElement>) => void;
  enterSends: boolean;
}

export function useComposer({ conversation, mayReply, onResolve, handle }: Options): Composer {
  const { live, drafts } = useKit();
  const [kind, setKind] = useState<DraftKind>('reply');
  const [draft, setText] = useDraft(conversation, kind);
  const [{ enterSends }] = usePreferences();
  const area = useRef<HTMLTextAreaElement>(null);
  const typing = useTypingSign(conversation, kind);
  const text = draft.text;
  const tooLong = [...text].length > limits[kind];
  const sendable = text.trim() !== '' && !tooLong && (kind === 'note' || mayReply);
  const focus = (at?: number) =>
    requestAnimationFrame(() => {
      area.current?.focus();
      if (at !== undefined) area.current?.setSelectionRange(at, at);
    });
  const open = (next: DraftKind) => {
    setKind(next);
    focus();
  };
  const send = () => {
    if (!sendable) return undefined;
    const letter = (kind === 'note' ? live.notes : live.replies).add(conversation, text.trim());
    setText('');
    typing(false);
    focus();
    return letter;
  };
  const sendAndResolve = () => {
    const letter = send();
    if (!letter) return;
    live
      .sent(kind, letter.client_id)
      .then(onResolve, () => sayFailed(t('composer.notSentNotResolved')));
  };
  const change = (next: string) => {
    setText(next);
    typing(next.trim() !== '');
  };
  useImperativeHandle(handle, () => ({
    insert(piece, how) {
      setKind('reply');
      const el = kind === 'reply' ? area.current : null;
      const base = drafts.get(conversation, 'reply').text;
      const at = el
        ? { start: el.selectionStart, end: el.selectionEnd }
        : { start: base.length, end: base.length };
      const next =
        how === 'all' ? { text: piece, end: piece.length } : insertAt({ text: base, ...at }, piece);
      drafts.set(conversation, 'reply', next.text);
      focus(next.end);
    },
    note(piece) {
      setKind('note');
      drafts.set(conversation, 'note', piece);
      focus(piece.length);
    },
  }));
  useHandler('conversation.reply', () => open('reply'));
  useHandler('conversation.note', () => open('note'));
  useHandler('composer.toReply', () => open('reply'));
  useHandler('composer.toNote', () => open('note'));
  useHandler('composer.send', sendable ? send : undefined);
  useHandler('composer.sendResolve', sendable && kind === 'reply' ? sendAndResolve : undefined);
  const mark = (mark: Mark) => {
    const el = area.current;
    if (!el) return;
    const next = applyMark({ text, start: el.selectionStart, end: el.selectionEnd }, mark);
    change(next.text);
    requestAnimationFrame(() => {
      el.focus();
      el.setSelectionRange(next.start, next.end);
    });
  };
  return {
    kind,
    setKind,
    text,
    kept: draft.state,
    tooLong,
    area,
    change,
    enterSends,
    send: () => void send(),
    mark,
    onKeyDown(e) {
      if (e.nativeEvent.isComposing) return;
      const mod = e.ctrlKey || e.metaKey;
      if (e.key === 'Escape') {
        e.preventDefault();
        e.currentTarget.blur();
      } else if (e.key === 'Enter' && enterSends && !e.shiftKey && !mod && !e.altKey) {
        e.preventDefault();
        send();
      } else if (mod && !e.shiftKey && !e.altKey && (e.key === 'b' || e.key === 'i')) {
        e.preventDefault();
        mark(e.key === 'b' ? 'bold' : 'italic');
      }
    },
  };
}

/** How often a typing sign is renewed, in milliseconds; it is over after six seconds. */
const renew = 3000;

/** Tells the visitor (or colleagues, for a note) that somebody is typing. */
function useTypingSign(conversation: string, kind: DraftKind): (on: boolean) => void {
  const { live } = useKit();
  const last = useRef(0);
  const note = kind === 'note';
  useEffect(() => {
    return () => {
      if (last.current > 0) live.remark({ t: 'typing', conversation, on: false, note });
      last.current = 0;
    };
  }, [live, conversation, note]);
  return (on) => {
    const now = Date.now();
    if (on && now - last.current < renew) return;
    if (!on && last.current === 0) return;
    last.current = on ? now : 0;
    live.remark({ t: 'typing', conversation, on, note });
  };
}
