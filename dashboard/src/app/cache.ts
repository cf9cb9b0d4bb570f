import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../data/errors.ts';

/** Failures that pass: asking again a moment later may help. */
const passing: ReadonlySet<string> = new Set(['unreachable', 'unavailable', 'internal']);

export function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (tries, error) => tries < 2 && error instanceof ApiError && passing.has(error.code),
        retryDelay: (tries) => 500 * 2 ** tries,
        refetchOnWindowFocus: false,
        // What the socket brings is put in place; a fetch only begins and repairs.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
