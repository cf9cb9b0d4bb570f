import { CSPProvider } from '@base-ui/react/csp-provider';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { TipLayer } from '../ui/Tip.tsx';
import { type Env, EnvContext } from './env.ts';
import type { createDashboardRouter } from './router.tsx';

type Props = {
  env: Env;
  cache: QueryClient;
  router: ReturnType<typeof createDashboardRouter>;
  nonce?: string | undefined;
};

export function App({ env, cache, router, nonce }: Props) {
  return (
    <CSPProvider {...(nonce ? { nonce } : {})} disableStyleElements>
      <QueryClientProvider client={cache}>
        <EnvContext value={env}>
          <RouterProvider router={router} />
          <TipLayer />
        </EnvContext>
      </QueryClientProvider>
    </CSPProvider>
  );
}
