import { useQueryClient } from '@tanstack/react-query';
import type { FieldValues, Resolver } from 'react-hook-form';
import type { Schema } from '../../data/api.ts';
import { keys } from '../../data/keys.ts';
import { type Site, useUpdateSite } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { sayDone } from '../../ui/toasts.ts';
import { useVersionedForm } from './useVersionedForm.ts';

interface Options<V extends FieldValues> {
  site: Site;
  resolver: Resolver<V>;
  read: (site: Site) => V;
  write: (values: V) => Schema['SiteChange'];
  /** What each value is called, for the table of a conflict. */
  names: Record<keyof V, string>;
  /** How a value is written there, where its own text says too little. */
  show?: (key: keyof V, value: unknown) => string | undefined;
}

/** A form over a part of a site's settings. */
export function useSiteForm<V extends FieldValues>({ site, write, ...rest }: Options<V>) {
  const cache = useQueryClient();
  const update = useUpdateSite(site.id);
  return useVersionedForm<Site, V>({
    ...rest,
    thing: site,
    busy: update.isPending,
    save: (values, version) => update.mutateAsync({ ...write(values), version }),
    present: async () => {
      await cache.refetchQueries({ queryKey: keys.sites, exact: true });
      return cache.getQueryData<Site[]>(keys.sites)?.find((s) => s.id === site.id);
    },
    onSaved: (saved) => sayDone(t('site.saved', { site: saved.name }), 'check'),
  });
}
