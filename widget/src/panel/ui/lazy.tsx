// A component whose code is loaded when it is first drawn. Until then there is its stand-in.

import type { ComponentChild, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export interface Lazy<P> {
  (props: P): ComponentChild;
  /** Loads it ahead of time. */
  load: () => Promise<void>;
}

/** Called when code cannot be loaded: a newer version has replaced it, or the network is away. */
let onMissing: () => void = () => undefined;

export function whenCodeIsMissing(fn: () => void): void {
  onMissing = fn;
}

export function lazy<P extends object>(
  fetch: () => Promise<ComponentType<P>>,
  standIn?: (props: P) => ComponentChild,
): Lazy<P> {
  let Loaded: ComponentType<P> | undefined;
  const load = async () => {
    Loaded ??= await fetch();
  };
  const Part = (props: P) => {
    const [, draw] = useState(false);
    useEffect(() => {
      if (!Loaded) load().then(() => draw(true), onMissing);
    }, []);
    return Loaded ? <Loaded {...props} /> : (standIn?.(props) ?? null);
  };
  return Object.assign(Part, { load });
}

/**
 * Gives the document the styles of a part that was loaded later. No element and no request, and no
 * policy for styles stands in its way.
 */
export function adopt(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
