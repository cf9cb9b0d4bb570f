import { type ComponentProps, lazy, Suspense } from 'react';
import type { HoursFields as Fields } from './HoursFields.tsx';

const Loaded = lazy(() => import('./HoursFields.tsx').then((m) => ({ default: m.HoursFields })));

/** The fields of a whole plan, fetched when they are first shown: most teams and people have no hours of their own. */
export function HoursFields(props: ComponentProps<typeof Fields>) {
  return (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  );
}
