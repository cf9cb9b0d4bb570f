import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { t } from '../text/text.ts';
import { data, type Schema } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';
import { type Presence, type Status, statuses } from './presence.ts';

export type OwnStatus = Schema['OwnStatus'];

/**
 * The colours that a status may have. What is stored is the value of the light theme; what is drawn is
 * the token, so a status can be read in both themes. Red and violet have jobs already.
 */
export const statusHues = [
  { hue: 'success', color: '#147A45' },
  { hue: 'warning', color: '#8F5A00' },
  { hue: 'accent', color: '#3451D1' },
  { hue: 'muted', color: '#565E6C' },
] as const;

export type StatusHue = (typeof statusHues)[number]['hue'];

/** The colour of the palette that is nearest to a stored one; undefined for none. */
export function hueOf(color: string): StatusHue | undefined {
  const want = rgb(color);
  if (!want) return undefined;
  const far = (c: string) =>
    (rgb(c) ?? []).reduce((sum, part, i) => sum + (part - (want[i] ?? 0)) ** 2, 0);
  return [...statusHues].sort((a, b) => far(a.color) - far(b.color))[0]?.hue;
}

function rgb(color: string): number[] | undefined {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/iu.exec(color);
  return digits?.slice(1).map((d) => Number.parseInt(d, 16));
}

export function useOwnStatuses() {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.statuses,
    queryFn: async () => data(await api.GET('/statuses')).statuses,
    staleTime: 60_000,
  });
}

export interface PresenceLook {
  words: string;
  shade: Status;
  hue: StatusHue | undefined;
}

/** What is shown of a presence: the installation's own status where it is why somebody is shown so. */
export function presenceLook(
  p: Pick<Presence, 'shown' | 'why' | 'own' | 'status'>,
  own: readonly OwnStatus[],
): PresenceLook {
  const byPhone = p.why === 'on_phone';
  const mine = byPhone || p.why === 'set' ? own.find((s) => s.id === p.own) : undefined;
  const said = mine?.name ?? t(`presence.${p.shown}`);
  const words = byPhone ? t('presence.onPhone', { status: said }) : said;
  if (mine) return { words, shade: mine.stands_for, hue: hueOf(mine.color) };
  const plain = { shade: p.shown, hue: undefined };
  if (p.why === 'at_capacity') return { ...plain, words: t('presence.atCapacity') };
  if (p.why === 'shift_over') return { ...plain, words: t('presence.shiftOver') };
  if (p.why === 'not_responding') return { ...plain, words: t('presence.notResponding') };
  return { ...plain, words };
}

export function usePresenceLook(): (p: Presence) => PresenceLook {
  const own = useOwnStatuses().data ?? [];
  return (p) => presenceLook(p, own);
}

export interface StatusChoice {
  /** Tells the choices apart. */
  value: string;
  body: Pick<Schema['StatusChange'], 'status' | 'own'>;
  label: string;
  shade: Status;
  hue: StatusHue | undefined;
}

/** The statuses that somebody may have, the installation's own last. */
export function useStatusChoices(): StatusChoice[] {
  const own = useOwnStatuses().data ?? [];
  return [
    ...statuses.map((s) => ({
      value: `status:${s}`,
      body: { status: s },
      label: t(`presence.${s}`),
      shade: s,
      hue: undefined,
    })),
    ...own.map((s) => ({
      value: `own:${s.id}`,
      body: { own: s.id },
      label: s.name,
      shade: s.stands_for,
      hue: hueOf(s.color),
    })),
  ];
}

/** Which of the choices somebody has. */
export function chosenStatus(
  choices: readonly StatusChoice[],
  p: Pick<Presence, 'status' | 'own'>,
): StatusChoice | undefined {
  return (
    choices.find((c) => c.body.own !== undefined && c.body.own === p.own) ??
    choices.find((c) => c.body.status === p.status)
  );
}

export function useSaveOwnStatus() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({
      id,
      ...body
    }: Schema['NewOwnStatus'] & { id: string; version: number }) => {
      const { version, ...fresh } = body;
      return id
        ? data(
            await api.PATCH('/statuses/{id}', {
              params: { path: { id } },
              body: { ...fresh, version },
            }),
          )
        : data(await api.POST('/statuses', { body: fresh }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.statuses }),
  });
}

/** Puts a status at another place of the order: here at once, then on the server. */
export function useMoveOwnStatus() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    scope: { id: 'statuses' },
    mutationFn: async ({ id, place }: { id: string; place: number }) =>
      data(await api.PATCH('/statuses/{id}', { params: { path: { id } }, body: { place } })),
    onMutate: ({ id, place }) =>
      cache.setQueryData<OwnStatus[]>(keys.statuses, (all) => {
        const moved = all?.find((s) => s.id === id);
        if (!all || !moved) return all;
        const rest = all.filter((s) => s !== moved);
        return [...rest.slice(0, place), moved, ...rest.slice(place)];
      }),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.statuses }),
  });
}

export function useDeleteOwnStatus() {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) =>
      data(await api.DELETE('/statuses/{id}', { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.statuses }),
  });
}
