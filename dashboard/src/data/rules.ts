import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import { keys } from './keys.ts';
import { useKit } from './kit.ts';

export type Rule = Schema['RoutingRule'];
export type Rules = Schema['RoutingRules'];
export type Conditions = Schema['RoutingConditions'];
export type RuleOutcome = Schema['RoutingOutcome'];
export type Tried = Schema['RoutingRulesTried'];

export function useRules(site: string) {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.rules(site),
    queryFn: async () =>
      data(await api.GET('/sites/{id}/routing-rules', { params: { path: { id: site } } })),
    staleTime: 60_000,
  });
}

export function useSaveRules(site: string) {
  const { api } = useKit();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schema['RoutingRulesChange']) =>
      data(await api.PUT('/sites/{id}/routing-rules', { params: { path: { id: site } }, body })),
    onSuccess: (saved) => cache.setQueryData<Rules>(keys.rules(site), saved),
  });
}

/** What is wrong with rules that are not stored yet; what was known of the ones before stays until then. */
export function useRulesCheck(site: string, rules: readonly Rule[]) {
  const { api } = useKit();
  return useQuery({
    queryKey: keys.rulesCheck(site, JSON.stringify(rules)),
    queryFn: async ({ signal }) =>
      data(
        await api.POST('/sites/{id}/routing-rules/check', {
          params: { path: { id: site } },
          body: { rules: [...rules] },
          signal,
        }),
      ).problems,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 30_000,
  });
}

export function useTryRules(site: string) {
  const { api } = useKit();
  return useMutation({
    mutationFn: async (rules: readonly Rule[]) =>
      data(
        await api.POST('/sites/{id}/routing-rules/try', {
          params: { path: { id: site } },
          body: { rules: [...rules] },
        }),
      ),
  });
}

/** A rule of its parts. */
export function ruleOf(base: Omit<Rule, 'then'>, outcome: RuleOutcome): Rule {
  // biome-ignore lint/suspicious/noThenProperty: the API calls it so, and it is never a function
  return { ...base, then: outcome };
}

/** Whether a rule asks for nothing, so that it matches whatever comes to it. */
export function matchesAll(when: Conditions): boolean {
  return (
    !when.foreign &&
    !when.hours &&
    [when.topic, when.tier, when.language, when.page, when.reason, when.sentiment].every(
      (list) => !list?.length,
    ) &&
    Object.keys(when.attributes ?? {}).length === 0
  );
}

/** Takes an entry to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}
