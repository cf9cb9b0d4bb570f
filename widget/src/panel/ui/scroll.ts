// Where the list stands. At its end it stays there; anywhere else nothing moves under the reader's
// eyes, whatever comes above or below.

import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Row } from '../rows.ts';
import type { Shell } from '../shell.ts';

/** So near to the end counts as there, in px. */
const nearEnd = 48;
/** So near to the start asks for earlier messages, in px. */
const nearStart = 240;

interface Place {
  atEnd: boolean;
  /** The first row that is seen, and how far its top is from the list's, in px. */
  anchor: Element | undefined;
  offset: number;
  /** How long the list was when it was put there, and how much of it was seen, in px. */
  length: number;
  height: number;
}

/** The box that scrolls, whether news are below what is seen, and the way to them. */
export function useScroll(
  shell: Shell,
  rows: readonly Row[],
): { list: RefObject<HTMLElement | null>; below: boolean; toEnd: () => void } {
  const list = useRef<HTMLElement>(null);
  const place = useRef<Place>({ atEnd: true, anchor: undefined, offset: 0, length: 0, height: 0 });
  const known = useRef({ last: '', mine: 0 });
  const [below, setBelow] = useState(false);
  const seen = useCallback(() => shell.do((talk) => talk.seen()), [shell]);

  /** Puts the list where it stood, after it has changed. */
  const settle = useCallback(() => {
    const el = list.current;
    const { atEnd, anchor, offset } = place.current;
    if (!el) return;
    if (atEnd) el.scrollTop = el.scrollHeight;
    else if (anchor?.isConnected) el.scrollTop += topOf(anchor, el) - offset;
    remember(place.current, el);
  }, []);

  const toEnd = useCallback(() => {
    place.current.atEnd = true;
    settle();
    setBelow(false);
    seen();
  }, [settle, seen]);

  useLayoutEffect(() => {
    const last = rows.at(-1);
    const mine = rows.reduce((n, row) => n + (row.is === 'mine' ? row.bubbles.length : 0), 0);
    const mark = last ? `${last.key} ${'messages' in last ? last.messages.length : ''}` : '';
    const before = known.current;
    known.current = { last: mark, mine };
    if (mine > before.mine && last?.is === 'mine') toEnd();
    else if (!place.current.atEnd && mark !== before.last && last?.is !== 'typing') setBelow(true);
    settle();
    if (place.current.atEnd) seen();
  }, [rows, settle, toEnd, seen]);

  useEffect(() => {
    const el = list.current;
    if (!el) return;
    const scrolled = () => {
      // The list or what is around it has grown, and the reader has not moved: settle is about
      // to answer that. An event of its own may come in between.
      const { length, height } = place.current;
      if (el.scrollHeight !== length || el.clientHeight !== height) return;
      place.current.atEnd = el.scrollHeight - el.scrollTop - el.clientHeight < nearEnd;
      remember(place.current, el);
      if (place.current.atEnd) {
        setBelow(false);
        seen();
      }
      if (el.scrollTop < nearStart && el.scrollHeight > el.clientHeight) {
        shell.do((talk) => talk.loadEarlier());
      }
    };
    const resized = new ResizeObserver(settle);
    el.addEventListener('scroll', scrolled, { passive: true });
    for (const box of [el, el.firstElementChild]) if (box) resized.observe(box);
    return () => {
      el.removeEventListener('scroll', scrolled);
      resized.disconnect();
    };
  }, [shell, settle, seen]);

  return { list, below, toEnd };
}

function topOf(row: Element, list: Element): number {
  return row.getBoundingClientRect().top - list.getBoundingClientRect().top;
}

function remember(place: Place, list: Element): void {
  const all = [...(list.firstElementChild?.children ?? [])];
  place.anchor = all.find((row) => topOf(row, list) + row.clientHeight > 0);
  place.offset = place.anchor ? topOf(place.anchor, list) : 0;
  place.length = list.scrollHeight;
  place.height = list.clientHeight;
}
