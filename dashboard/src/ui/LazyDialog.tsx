import { type ComponentProps, lazy, Suspense } from 'react';
import type { Dialog as Asked } from './Dialog.tsx';

const Dialog = lazy(() => import('./Dialog.tsx').then((m) => ({ default: m.Dialog })));

/** The same as Dialog, fetched when it first opens. */
export function LazyDialog(props: ComponentProps<typeof Asked>) {
  return (
    <Suspense fallback={null}>
      <Dialog {...props} />
    </Suspense>
  );
}
