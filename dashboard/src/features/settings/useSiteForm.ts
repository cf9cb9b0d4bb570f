import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type DefaultValues,
  type FieldValues,
  type Path,
  type Resolver,
  useForm,
} from 'react-hook-form';
import type { Schema } from '../../data/api.ts';
import { type ApiError, asApiError } from '../../data/errors.ts';
import { keys } from '../../data/keys.ts';
import { type Site, useUpdateSite } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import type { Difference } from '../../ui/Conflict.tsx';
import { sayDone } from '../../ui/toasts.ts';

interface Options<V extends FieldValues> {
  site: Site;
  resolver: Resolver<V>;
  read: (site: Site) => V;
  write: (values: V) => Schema['SiteChange'];
  /** What each value is called, for the table of a conflict. */
  names: Partial<Record<keyof V, string>>;
}

/** A form over a part of a site's settings: saved on the version it was made from, with a table when two collide. */
export function useSiteForm<V extends FieldValues>({
  site,
  resolver,
  read,
  write,
  names,
}: Options<V>) {
  const cache = useQueryClient();
  const update = useUpdateSite(site.id);
  const [base, setBase] = useState(site);
  const [theirs, setTheirs] = useState<Site>();
  const form = useForm<V>({ resolver, defaultValues: read(site) as DefaultValues<V> });
  const adopt = (next: Site) => {
    setBase(next);
    setTheirs(undefined);
    form.reset(read(next));
  };
  const failed = async (e: unknown) => {
    const error: ApiError = asApiError(e);
    if (error.code === 'conflict') {
      await cache.refetchQueries({ queryKey: keys.sites, exact: true });
      setTheirs(cache.getQueryData<Site[]>(keys.sites)?.find((s) => s.id === site.id));
      return;
    }
    const field = error.field?.split(/[.[]/u)[0];
    const known = field !== undefined && field in form.getValues();
    form.setError((known ? field : 'root') as Path<V> | 'root', { message: error.message });
  };
  const save = (version: number) =>
    form.handleSubmit((values) =>
      update.mutateAsync({ ...write(values), version }).then((saved) => {
        adopt(saved);
        sayDone(t('site.saved', { site: saved.name }), 'check');
      }, failed),
    );
  const differences = (): Difference[] => {
    if (!theirs) return [];
    const [mine, other] = [form.getValues(), read(theirs)];
    return Object.entries(names).flatMap(([key, what]) => {
      const [yours, now] = [show(mine[key]), show(other[key])];
      return what === undefined || yours === now ? [] : [{ what, yours, theirs: now }];
    });
  };
  return {
    form,
    dirty: form.formState.isDirty,
    busy: update.isPending,
    error: form.formState.errors.root?.message,
    submit: save(base.version),
    undo: () => form.reset(read(base)),
    conflict: theirs && {
      differences: differences(),
      take: () => adopt(theirs),
      keep: () => void save(theirs.version)(),
    },
  };
}

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? t('state.yes') : t('state.no');
  return Array.isArray(value) && value.every((v) => typeof v === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
}

export type SiteForm<V extends FieldValues> = ReturnType<typeof useSiteForm<V>>;
