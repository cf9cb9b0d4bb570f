import { type ComponentProps, lazy, Suspense, useState } from 'react';
import type { Confirm as Asked } from './Dialog.tsx';

const Confirm = lazy(() => import('./Dialog.tsx').then((m) => ({ default: m.Confirm })));

/** The same as Confirm, fetched when it first has something to ask. */
export function LazyConfirm(props: ComponentProps<typeof Asked>) {
  const [needed, setNeeded] = useState(false);
  if (props.open && !needed) setNeeded(true); // stays, so that it may close in its own time
  if (!needed) return null;
  return (
    <Suspense fallback={null}>
      <Confirm {...props} />
    </Suspense>
  );
}
