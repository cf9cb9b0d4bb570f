import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { TipLayer } from '../ui/Tip.tsx';
import { createCache } from './cache.ts';
import { type Env, EnvContext } from './env.ts';
import { router } from './router.tsx';

type Props = { env: Env; nonce: string | undefined };

const cache = createCache();

export function App({ env, nonce }: Props) {
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
