import { render } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Row } from '../rows.ts';
import type { Shell } from '../shell.ts';
import { useScroll } from './scroll.ts';

// A browser's layout, as far as the list looks at it.
let box: { scrollHeight: number; clientHeight: number; scrollTop: number };
let resize: () => void;

beforeEach(() => {
  box = { scrollHeight: 1000, clientHeight: 400, scrollTop: 0 };
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(changed: () => void) {
        resize = changed;
      }
      observe = () => undefined;
      disconnect = () => undefined;
    },
  );
});

const said = (...texts: string[]) =>
  texts.map((text) => ({ is: 'theirs', key: text, messages: [text] }) as unknown as Row);

function open() {
  const talk = { seen: vi.fn(), loadEarlier: vi.fn() };
  const shell = { do: (action: (t: typeof talk) => void) => action(talk) } as unknown as Shell;
  function List({ rows }: { rows: readonly Row[] }) {
    const { list, below } = useScroll(shell, rows);
    const set = (el: HTMLElement | null) => {
      list.current = el;
      if (!el || Object.hasOwn(el, 'scrollHeight')) return;
      for (const name of ['scrollHeight', 'clientHeight'] as const)
        Object.defineProperty(el, name, { get: () => box[name] });
      Object.defineProperty(el, 'scrollTop', {
        get: () => box.scrollTop,
        set: (to: number) => {
          box.scrollTop = Math.min(to, box.scrollHeight - box.clientHeight);
        },
      });
    };
    return (
      <section ref={set} data-below={below}>
        <div />
      </section>
    );
  }
  const { container, rerender } = render(<List rows={said('a')} />);
  const el = container.querySelector('section') as HTMLElement;
  return {
    el,
    talk,
    say: (...texts: string[]) => rerender(<List rows={said(...texts)} />),
    scroll: () => el.dispatchEvent(new Event('scroll')),
  };
}

it('stays at the end though what is around the list grows before its own event comes', () => {
  const { el, talk, say, scroll } = open();
  box.clientHeight = 250; // the line about the wait appears
  scroll(); // of the last row, when the list was longer to see
  resize();
  box.scrollHeight = 1100;
  say('a', 'b');
  expect(el.scrollTop).toBe(850);
  expect(el.dataset['below']).toBe('false');
  expect(talk.seen).toHaveBeenCalled();
});

it('stays where the reader went, and says that there is more', () => {
  const { el, say, scroll } = open();
  el.scrollTop = 300;
  scroll();
  box.scrollHeight = 1100;
  say('a', 'b');
  expect(el.scrollTop).toBe(300);
  expect(el.dataset['below']).toBe('true');
});
