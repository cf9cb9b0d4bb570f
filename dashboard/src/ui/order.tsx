import { type DragEvent, useEffect, useRef, useState } from 'react';
import { IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { Spoken } from './marks.tsx';
import styles from './order.module.css';

type Way = 'up' | 'lower';

interface Options {
  ids: readonly string[];
  onMove: (from: number, to: number) => void;
  /** What is spoken after a move. */
  said: (id: string, place: number) => string;
}

/** An order that people change, by dragging or by buttons. The focus follows what was moved. */
export function useOrder({ ids, onMove, said }: Options) {
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const [words, setWords] = useState('');
  const focus = useRef<{ id: string; way: Way }>(undefined);
  useEffect(() => {
    if (!focus.current) return;
    const { id, way } = focus.current;
    focus.current = undefined;
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('button[data-order]')];
    const button = (w: Way) =>
      buttons.find((b) => b.dataset['order'] === `${id}:${w}` && !b.disabled);
    (button(way) ?? button(way === 'up' ? 'lower' : 'up'))?.focus();
  });
  const move = (from: number, to: number) => {
    const id = ids[from];
    if (id === undefined || from === to || to < 0 || to >= ids.length) return;
    onMove(from, to);
    setWords(said(id, to + 1));
  };
  const end = () => {
    setDragged(undefined);
    setOver(undefined);
  };
  return {
    /** For the row: takes what is dropped on it. */
    row: (i: number) => ({
      'data-over': dragged !== undefined && over === i && dragged !== i ? '' : undefined,
      'data-dragged': dragged === i ? '' : undefined,
      onDragOver: (e: DragEvent) => {
        if (dragged === undefined) return;
        e.preventDefault();
        setOver(i);
      },
      onDrop: (e: DragEvent) => {
        e.preventDefault();
        if (dragged !== undefined) move(dragged, i);
        end();
      },
    }),
    /** For the handle. */
    grip: (i: number) => ({
      onDragStart: (e: DragEvent) => {
        e.dataTransfer.effectAllowed = 'move';
        e.dataTransfer.setData('text/plain', ids[i] ?? '');
        setDragged(i);
      },
      onDragEnd: end,
    }),
    step: (i: number, way: Way) => {
      focus.current = { id: ids[i] ?? '', way };
      move(i, i + (way === 'up' ? -1 : 1));
    },
    words,
  };
}

export type Order = ReturnType<typeof useOrder>;

/** What a pointer takes hold of; keys have the buttons. */
export function Grip({ order, at }: { order: Order; at: number }) {
  return (
    <span className={styles.grip} draggable aria-hidden="true" {...order.grip(at)}>
      <Icon name="grip" />
    </span>
  );
}

type ButtonsProps = {
  order: Order;
  id: string;
  at: number;
  of: number;
  up: string;
  down: string;
};

export function MoveButtons({ order, id, at, of, up, down }: ButtonsProps) {
  return (
    <span className={styles.buttons}>
      <IconButton
        icon="up"
        size="s"
        label={up}
        disabled={at === 0}
        data-order={`${id}:up`}
        onClick={() => order.step(at, 'up')}
      />
      <IconButton
        icon="lower"
        size="s"
        label={down}
        disabled={at === of - 1}
        data-order={`${id}:lower`}
        onClick={() => order.step(at, 'lower')}
      />
    </span>
  );
}

/** Speaks where something went. */
export function OrderWords({ order }: { order: Order }) {
  return (
    <div aria-live="polite">
      <Spoken>{order.words}</Spoken>
    </div>
  );
}
