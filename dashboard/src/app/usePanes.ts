import { useHandler } from '../actions/useActions.ts';

/** F6 and Shift+F6: from pane to pane, as far as they are on the page. */
export function usePanes(): void {
  const step = (by: number) => {
    const panes = [
      ...document.querySelectorAll<HTMLElement>('nav[aria-label], main [data-pane]'),
    ].filter((el) => el.offsetParent !== null);
    if (panes.length === 0) return;
    const at = panes.findIndex((el) => el.contains(document.activeElement));
    const next = panes[(at + by + panes.length) % panes.length];
    const inside = next?.querySelector<HTMLElement>(
      '[tabindex="0"], a[href]:not([tabindex="-1"]), button:not([disabled]), textarea, input',
    );
    inside?.focus();
  };
  useHandler('panes.next', () => step(1));
  useHandler('panes.previous', () => step(-1));
}
