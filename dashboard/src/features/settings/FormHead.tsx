import { lazy, Suspense } from 'react';
import { StrayErrors } from './StrayErrors.tsx';
import type { VersionedForm } from './useVersionedForm.ts';

const Conflict = lazy(() => import('../../ui/Conflict.tsx').then((m) => ({ default: m.Conflict })));

type Props = {
  model: VersionedForm;
  /** Says that somebody else changed the same thing. */
  conflict: string;
};

/** What stands above the fields of a form: a collision to decide, and what no field says. */
export function FormHead({ model, conflict }: Props) {
  return (
    <>
      {model.conflict && (
        <Suspense fallback={null}>
          <Conflict
            title={conflict}
            differences={model.conflict.differences}
            onTake={model.conflict.take}
            onKeep={model.conflict.keep}
          />
        </Suspense>
      )}
      <StrayErrors errors={model.errors} />
    </>
  );
}
