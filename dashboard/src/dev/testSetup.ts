import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// jsdom draws nothing: give the virtual lists a window to fill.
Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: { configurable: true, get: () => 800 },
  offsetWidth: { configurable: true, get: () => 400 },
});

class NoObserver implements ResizeObserver {
  observe(): void {
    return;
  }
  unobserve(): void {
    return;
  }
  disconnect(): void {
    return;
  }
}

globalThis.ResizeObserver ??= NoObserver;
globalThis.matchMedia ??= (media: string): MediaQueryList => ({
  matches: false,
  media,
  onchange: null,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
  dispatchEvent: () => false,
});
// jsdom knows no pointers; what presses a switch only needs a mouse's event by that name.
class MousePointerEvent extends MouseEvent implements Partial<PointerEvent> {
  readonly pointerId = 1;
  readonly pointerType = 'mouse';
}
Reflect.set(globalThis, 'PointerEvent', globalThis.PointerEvent ?? MousePointerEvent);
globalThis.scrollTo = () => undefined;
Element.prototype.scrollTo ??= () => undefined;
// jsdom's files cannot tell their own text.
Blob.prototype.text ??= function text(this: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'));
    reader.readAsText(this);
  });
};
