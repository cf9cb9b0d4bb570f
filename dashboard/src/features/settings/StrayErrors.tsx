import { useLayoutEffect, useRef, useState } from 'react';
import type { FieldErrors } from 'react-hook-form';
import { same } from '../../data/merge.ts';
import { t } from '../../text/rooms.ts';
import { Notice } from '../../ui/states.tsx';

/**
 * The head of a form: says what is wrong with fields that are not drawn now, or that have no place
 * for it. Its siblings are the fields. Whether one of them says it is seen on the page itself: what
 * each form draws depends on its values, and a list of that beside it would soon not be true.
 */
export function StrayErrors({ errors }: { errors: FieldErrors }) {
  const here = useRef<HTMLDivElement>(null);
  const [strays, setStrays] = useState<readonly string[]>([]);
  useLayoutEffect(() => {
    const fields = [...(here.current?.parentElement?.children ?? [])].filter(
      (x) => x !== here.current,
    );
    const next = sentences(errors).filter(
      (say) => !fields.some((x) => x.textContent.includes(say)),
    );
    setStrays((known) => (same(known, next) ? known : next));
  });
  useLayoutEffect(() => {
    // Save was pressed at the foot of the form, perhaps far below.
    if (strays.length > 0) here.current?.scrollIntoView?.({ block: 'nearest' });
  }, [strays]);
  return (
    <div ref={here} hidden={strays.length === 0}>
      {strays.map((say) => (
        <Notice key={say} tone="bad" alert>
          {say}
        </Notice>
      ))}
    </div>
  );
}

/** What the fields' errors say. Those of the form as a whole, and the one that only points at marks, stand elsewhere. */
function sentences({ root: _, ...errors }: FieldErrors): string[] {
  const found = new Set<string>();
  const look = (error: unknown) => {
    if (typeof error !== 'object' || error === null || error instanceof Node) return;
    if ('message' in error && typeof error.message === 'string') found.add(error.message);
    else for (const inner of Object.values(error)) look(inner);
  };
  look(errors);
  found.delete(t('form.fix'));
  return [...found];
}
