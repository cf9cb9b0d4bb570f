import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Keys } from './Keys.tsx';
import styles from './Tip.module.css';

/** How long a pointer rests before a tip appears, in milliseconds. */
const rest = 500;
/** Between an element and its tip, and from the edges of the window, in pixels. */
const gap = 6;

/** What an element says on hover and on focus. It still needs its own name. */
export function tip(
  text: string,
  keys?: string | undefined,
): { 'data-tip': string; 'data-tip-keys': string | undefined } {
  return { 'data-tip': text, 'data-tip-keys': keys };
}

/** Shows the tip of whatever is pointed at or has the focus. One for the whole page. */
export function TipLayer() {
  const [target, setTarget] = useState<HTMLElement>();
  const box = useRef<HTMLDivElement>(null);
  useTargets(setTarget, box);
  const { tip: text, tipKeys: keys } = target?.dataset ?? {};
  useLayoutEffect(() => {
    if (target && box.current) place(box.current, target.getBoundingClientRect());
  }, [target]);
  if (!text) return null;
  return createPortal(
    <div ref={box} className={styles.tip} role="tooltip" aria-hidden="true">
      {text}
      {keys && <Keys chord={keys} />}
    </div>,
    document.body,
  );
}

function tipped(x: EventTarget | null): HTMLElement | undefined {
  return x instanceof Element ? (x.closest<HTMLElement>('[data-tip]') ?? undefined) : undefined;
}

function useTargets(
  set: (el: HTMLElement | undefined) => void,
  box: React.RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (el: HTMLElement | undefined, after: number) => {
      clearTimeout(timer);
      if (!el) set(undefined);
      else
        timer = setTimeout(
          () => el.isConnected && !el.ariaExpanded?.includes('true') && set(el),
          after,
        );
    };
    const over = (e: PointerEvent) => {
      if (
        e.pointerType !== 'mouse' ||
        (e.target instanceof Node && box.current?.contains(e.target))
      )
        return;
      show(tipped(e.target), rest);
    };
    const focus = (e: FocusEvent) => {
      const el = tipped(e.target);
      if (el?.matches(':focus-visible')) show(el, 0);
    };
    const hide = () => show(undefined, 0);
    const onKey = (e: KeyboardEvent) => e.key === 'Escape' && hide();
    document.addEventListener('pointerover', over);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('focusin', focus);
    document.addEventListener('focusout', hide);
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', over);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('focusin', focus);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('scroll', hide, { capture: true });
    };
  }, [set, box]);
}

/** Below the element, above it where there is no room, and never outside the window. */
function place(box: HTMLElement, at: DOMRect): void {
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + gap + height < innerHeight;
  const left = Math.max(
    gap,
    Math.min(innerWidth - width - gap, at.left + at.width / 2 - width / 2),
  );
  box.style.setProperty('left', `${Math.round(left)}px`);
  box.style.setProperty('top', `${Math.round(below ? at.bottom + gap : at.top - gap - height)}px`);
}
