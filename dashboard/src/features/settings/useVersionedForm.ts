import { useState } from 'react';
import {
  type DefaultValues,
  type FieldValues,
  type Path,
  type Resolver,
  useForm,
} from 'react-hook-form';
import { type ApiError, asApiError } from '../../data/errors.ts';
import { mergeFields, same } from '../../data/merge.ts';
import { t } from '../../text/rooms.ts';
import { differences } from '../../ui/differences.ts';

interface Options<T extends { version: number }, V extends FieldValues> {
  thing: T;
  resolver: Resolver<V>;
  read: (thing: T) => V;
  /** What each value is called, for the table of a conflict. */
  names: Record<keyof V, string>;
  /** How a value is written there, where its own text says too little. */
  show?: (key: keyof V, value: unknown) => string | undefined;
  /** What stands when neither of two who began with the same loses a change. */
  merge?: (base: V, mine: V, theirs: V) => V;
  busy: boolean;
  /** Stores the values, on the version that they were made from. */
  save: (values: V, version: number) => Promise<T>;
  /** What stands there now, when somebody else was first. */
  present: (error: ApiError) => Promise<T | undefined> | T | undefined;
  onSaved: (saved: T) => void;
}

/** A form over something that others may change too: saved on its version, with a table when two collide. */
export function useVersionedForm<T extends { version: number }, V extends FieldValues>({
  thing,
  resolver,
  read,
  names,
  show,
  merge = mergeFields,
  busy,
  save: store,
  present,
  onSaved,
}: Options<T, V>) {
  const [base, setBase] = useState(thing);
  /** What somebody else has saved, and what mine was made from. */
  const [clash, setClash] = useState<{ from: T; theirs: T }>();
  const form = useForm<V>({ resolver, defaultValues: read(thing) as DefaultValues<V> });
  const adopt = (next: T) => {
    setBase(next);
    setClash(undefined);
    form.reset(read(next));
  };
  const keep = (from: T, theirs: T) => {
    const merged = merge(read(from), form.getValues(), read(theirs));
    adopt(theirs);
    for (const key of Object.keys(merged) as Path<V>[])
      form.setValue(key, merged[key], { shouldDirty: true });
    void save(theirs)();
  };
  const failed = async (e: unknown, from: T) => {
    const error = asApiError(e);
    const now = error.code === 'conflict' ? await present(error) : undefined;
    if (now) {
      if (same(read(from), read(now)))
        keep(from, now); // they changed what is not on this form
      else setClash({ from, theirs: now });
      return;
    }
    const field = error.field?.split(/[.[]/u)[0];
    const known = field !== undefined && field in form.getValues();
    form.setError((known ? field : 'root') as Path<V> | 'root', {
      ...(error.field ? { type: error.field } : {}), // where within the field
      message: error.message,
    });
  };
  const save = (from: T) =>
    form.handleSubmit((values) =>
      store(values, from.version).then(
        (saved) => {
          adopt(saved);
          onSaved(saved);
        },
        (e: unknown) => failed(e, from),
      ),
    );
  const { errors } = form.formState;
  return {
    form,
    base,
    dirty: form.formState.isDirty,
    busy,
    errors,
    error: errors.root?.message ?? (Object.keys(errors).length > 0 ? t('form.fix') : undefined),
    submit: save(base),
    undo: () => form.reset(read(base)),
    conflict: clash && {
      differences: differences(
        names,
        { base: read(clash.from), mine: form.getValues(), theirs: read(clash.theirs) },
        (key, value) => show?.(key, value) ?? plain(value),
      ),
      take: () => adopt(clash.theirs),
      keep: () => keep(clash.from, clash.theirs),
    },
  };
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? t('state.yes') : t('state.no');
  return Array.isArray(value) && value.every((v) => typeof v === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
}

/** What the frame around such a form needs of it. */
export type VersionedForm = Omit<
  ReturnType<typeof useVersionedForm<{ version: number }, FieldValues>>,
  'form' | 'base'
>;
