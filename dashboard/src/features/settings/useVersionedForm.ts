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
  const [theirs, setTheirs] = useState<T>();
  const form = useForm<V>({ resolver, defaultValues: read(thing) as DefaultValues<V> });
  const adopt = (next: T) => {
    setBase(next);
    setTheirs(undefined);
    form.reset(read(next));
  };
  const keep = (now: T) => {
    const merged = merge(read(base), form.getValues(), read(now));
    setBase(now);
    setTheirs(undefined);
    form.reset(read(now));
    for (const key of Object.keys(merged) as Path<V>[])
      form.setValue(key, merged[key], { shouldDirty: true });
    void save(now.version)();
  };
  const failed = async (e: unknown) => {
    const error = asApiError(e);
    const now = error.code === 'conflict' ? await present(error) : undefined;
    if (now) {
      if (same(read(base), read(now)))
        keep(now); // they changed what is not on this form
      else setTheirs(now);
      return;
    }
    const field = error.field?.split(/[.[]/u)[0];
    const known = field !== undefined && field in form.getValues();
    form.setError((known ? field : 'root') as Path<V> | 'root', {
      ...(error.field ? { type: error.field } : {}), // where within the field
      message: error.message,
    });
  };
  const save = (version: number) =>
    form.handleSubmit((values) =>
      store(values, version).then((saved) => {
        adopt(saved);
        onSaved(saved);
      }, failed),
    );
  const { errors } = form.formState;
  return {
    form,
    base,
    dirty: form.formState.isDirty,
    busy,
    error: errors.root?.message ?? (Object.keys(errors).length > 0 ? t('form.fix') : undefined),
    submit: save(base.version),
    undo: () => form.reset(read(base)),
    conflict: theirs && {
      differences: differences(
        names,
        { base: read(base), mine: form.getValues(), theirs: read(theirs) },
        (key, value) => show?.(key, value) ?? plain(value),
      ),
      take: () => adopt(theirs),
      keep: () => keep(theirs),
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
