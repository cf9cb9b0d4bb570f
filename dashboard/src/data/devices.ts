import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { t } from '../text/devices.ts';
import { data } from './api.ts';
import type { BrowserSigns } from './browser.ts';
import { knownDevice } from './deviceName.ts';
import { enrol, forget } from './enrol.ts';
import { ApiError, asApiError } from './errors.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';
import { type Device, type DeviceList, look, type Standing, standing } from './standing.ts';

/** The devices on which the signed-in agent is asked. */
export function useDevices() {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.devices,
    queryFn: async ({ signal }) => data(await api.GET('/me/devices', { signal })),
  });
}

/** How this browser stands; undefined until that is known. */
export function useStanding(): Standing | undefined {
  const { browser } = useKit();
  const list = useDevices().data;
  const { data: seen } = useQuery({
    queryKey: keys.browser,
    queryFn: () => look(browser),
    // Permissions are changed outside of the page.
    refetchOnWindowFocus: 'always',
  });
  return list && seen && standing(seen, list);
}

/** What the person may want to call this device. */
export function suggestedName(signs: BrowserSigns): string {
  const { browser, system } = knownDevice(signs);
  if (browser && system) return t('devices.nameOf', { browser, system });
  return browser ?? system ?? t('devices.unnamed');
}

/** Adds this browser under a name. To be called in a press, since the person is asked for permission. */
export function useAddDevice(list: DeviceList) {
  const kit = useKit();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (name: string) => {
      if ((await kit.browser.ask()) !== 'granted') throw new Error(t('devices.notAllowed'));
      return enrol(kit, list, name).catch(async (error: unknown) => {
        // Half added is not added: without the server nobody would push to it.
        await kit.browser.unsubscribe().catch(() => undefined);
        throw error instanceof ApiError ? error : new Error(t('devices.noAddress'));
      });
    },
    onSettled: refresh,
  });
}

/** Removes a device; of this browser the subscription ends too. */
export function useRemoveDevice({ id, endpoint }: Device) {
  const { api, browser } = useKit();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async () => {
      await api.DELETE('/me/devices/{id}', { params: { path: { id } } }).catch((error: unknown) => {
        if (asApiError(error).code !== 'not_found') throw error; // it is gone already
      });
      if ((await browser.subscription())?.endpoint !== endpoint) return;
      forget(browser);
      await browser.unsubscribe();
    },
    onSettled: refresh,
  });
}

/** Sends a notification to a device, to see whether it arrives. */
export function useTestDevice({ id }: Device) {
  const { api } = useKit();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api.POST('/me/devices/{id}/test', { params: { path: { id } } }),
    onSettled: refresh,
  });
}

/** Looks again at this browser and at what the server knows. */
export function useRefresh() {
  const cache = useQueryClient();
  return () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: keys.devices }),
      cache.invalidateQueries({ queryKey: keys.browser }),
    ]);
}
