import { useMutation } from '@tanstack/react-query';
import { data, type Schema } from './api.ts';
import { useKit } from './kit.ts';

export type SimulationRequest = Schema['SimulationRequest'];
export type Simulation = Schema['Simulation'];
export type SimulatedDay = Schema['SimulatedDay'];
export type Figures = Schema['SimulationFigures'];

/** Plays what came as it is served now and by a draft. Nothing is stored. */
export function useSimulate() {
  const { api } = useKit();
  return useMutation({
    mutationFn: async (body: SimulationRequest) => data(await api.POST('/simulations', { body })),
  });
}
