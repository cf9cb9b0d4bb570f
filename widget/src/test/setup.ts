// What browsers have and jsdom has not.

import { configure } from '@testing-library/preact';
import { afterEach } from 'vitest';

// Parts are loaded when they are first drawn, which takes a while on a busy machine.
configure({ asyncUtilTimeout: 8000 });

class Sheet {
  text = '';

  replaceSync(text: string): void {
    this.text = text;
  }
}

class Watcher {
  observe(): void {
    // Nothing is laid out here, so nothing is ever seen to change.
  }

  disconnect(): void {
    // As above.
  }
}

HTMLCanvasElement.prototype.getContext = () => null;
for (const root of [Document.prototype, ShadowRoot.prototype]) {
  Object.defineProperty(root, 'adoptedStyleSheets', { value: [], writable: true });
}

class Canvas {
  readonly width: number;

  constructor(width: number) {
    this.width = width;
  }

  getContext(): null {
    return null;
  }

  transferToImageBitmap(): { width: number } {
    return { width: this.width };
  }
}

Object.assign(window, {
  OffscreenCanvas: Canvas,
  CSSStyleSheet: Sheet,
  ResizeObserver: Watcher,
  IntersectionObserver: Watcher,
  visualViewport: Object.assign(new EventTarget(), { offsetTop: 0, height: 800 }),
});

/** Media queries that hold; a test may change it. */
export const media = new Set<string>();

window.matchMedia = (query: string) =>
  ({
    get matches() {
      return media.has(query);
    },
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;

afterEach(() => {
  media.clear();
});
