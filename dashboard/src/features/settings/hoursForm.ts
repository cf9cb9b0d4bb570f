import type { FieldError } from 'react-hook-form';
import * as z from 'zod/mini';
import { type Hours, hoursClash } from '../../data/hours.ts';
import type { HoursProblem } from '../../data/hoursProblems.ts';
import { t } from '../../text/rooms.ts';

/** Hours in a form: not saved while something in them is marked as wrong. */
export const hoursField = () =>
  z.custom<Hours>().check(z.refine((hours) => !hoursClash(hours), { error: () => t('form.fix') }));

/** A field's error as the problem that it is: the form keeps the server's place in the error's type. */
export function problemOf(error: FieldError | undefined): HoursProblem | undefined {
  return error && { at: error.type, say: error.message ?? '' };
}
