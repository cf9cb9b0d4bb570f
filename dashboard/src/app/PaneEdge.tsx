import { type RefObject, useLayoutEffect, useState } from 'react';
import { t } from '../text/text.ts';
import styles from './InboxRoom.module.css';

const least = 280;
const most = 420;

type Props = {
  room: RefObject<HTMLElement | null>;
  width: number;
  onChange: (width: number) => void;
};

/** The edge between list and conversation: dragged, or moved with the arrow keys. */
export function PaneEdge({ room, width, onChange }: Props) {
  const [now, setNow] = useState(width);
  useLayoutEffect(() => setNow(width), [width]);
  useLayoutEffect(() => {
    // A custom property set by script is no inline style in the eyes of the policy.
    room.current?.style.setProperty('--list', `${now}px`);
  }, [room, now]);
  const clamp = (x: number) => Math.round(Math.min(most, Math.max(least, x)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be dragged
    <div
      role="separator"
      tabIndex={0}
      className={styles.edge}
      aria-label={t('inbox.edge')}
      aria-orientation="vertical"
      aria-valuenow={now}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={(e) => {
        e.currentTarget.setPointerCapture(e.pointerId);
        e.preventDefault();
      }}
      onPointerMove={(e) => {
        if (!e.currentTarget.hasPointerCapture(e.pointerId)) return;
        const box = room.current?.getBoundingClientRect();
        if (!box) return;
        const rtl = getComputedStyle(e.currentTarget).direction === 'rtl';
        setNow(clamp(rtl ? box.right - e.clientX : e.clientX - box.left));
      }}
      onPointerUp={() => onChange(now)}
      onKeyDown={(e) => {
        const rtl = getComputedStyle(e.currentTarget).direction === 'rtl' ? -1 : 1;
        const by = e.key === 'ArrowRight' ? 16 * rtl : e.key === 'ArrowLeft' ? -16 * rtl : 0;
        if (by === 0) return;
        e.preventDefault();
        onChange(clamp(now + by));
      }}
    />
  );
}
