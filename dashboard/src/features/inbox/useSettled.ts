import { type RefObject, useEffect, useRef, useState } from 'react';
import type { InboxRow } from '../../data/inboxRows.ts';
import { settle } from '../../data/settle.ts';

interface SettledRows {
  rows: InboxRow[];
  fresh: number;
  /** Shows what waits. */
  adopt: () => void;
}

/**
 * Rows that keep still while somebody points at them or has scrolled down. `scope` names the list:
 * another one is shown at once.
 */
export function useSettled(wanted: readonly InboxRow[], held: boolean, scope: string): SettledRows {
  const [memory, setMemory] = useState<{ scope: string; ids: readonly string[] }>({
    scope,
    ids: [],
  });
  const ids = wanted.map((row) => row.conversation);
  const same = memory.scope === scope;
  const { shown, fresh } = settle(same ? memory.ids : [], ids, held && same);
  const adopted = shown.join();
  useEffect(() => {
    setMemory((m) =>
      m.scope === scope && m.ids.join() === adopted
        ? m
        : { scope, ids: adopted === '' ? [] : adopted.split(',') },
    );
  }, [scope, adopted]);
  const byId = new Map(wanted.map((row) => [row.conversation, row]));
  return {
    rows: shown.map((id) => byId.get(id)).filter((row) => row !== undefined),
    fresh,
    adopt: () => setMemory({ scope, ids }),
  };
}

/** Whether a pointer is over an element, or it is scrolled away from its top. */
export function useHeld(ref: RefObject<HTMLElement | null>): boolean {
  const [held, setHeld] = useState(false);
  const over = useRef(false);
  useEffect(() => {
    const el = ref.current;
    if (!el) return;
    const look = () => setHeld(over.current || el.scrollTop > 8);
    const enter = (e: PointerEvent) => {
      over.current = e.pointerType === 'mouse';
      look();
    };
    const leave = () => {
      over.current = false;
      look();
    };
    el.addEventListener('pointerenter', enter);
    el.addEventListener('pointerleave', leave);
    el.addEventListener('scroll', look, { passive: true });
    return () => {
      el.removeEventListener('pointerenter', enter);
      el.removeEventListener('pointerleave', leave);
      el.removeEventListener('scroll', look);
    };
  }, [ref]);
  return held;
}
