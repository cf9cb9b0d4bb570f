import '../../shared/src/tokens.css';
import './ui/base.css';
import { openKeep } from '@baton/shared/keep';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createCache } from './app/cache.ts';
import { createEnv } from './app/env.ts';
import { createDashboardRouter } from './app/router.tsx';
import { openBrowser } from './data/browser.ts';
import type { Ground } from './data/ground.ts';
import { speak } from './text/text.ts';

async function ground(): Promise<Ground> {
  if (import.meta.env.MODE === 'mock') return (await import('./dev/ground.ts')).mockGround();
  return {
    fetch: (...args) => fetch(...args),
    browser: openBrowser(),
    keep: openKeep('baton-session:', () => localStorage),
  };
}

async function start(): Promise<void> {
  await speak(navigator.languages);
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no root');
  // Vite leaves the nonce of the page's policy in a meta element; browsers show it to scripts only as a property.
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  const env = createEnv(await ground());
  const [cache, router] = [createCache(), createDashboardRouter()];
  createRoot(root).render(
    <StrictMode>
      <App env={env} cache={cache} router={router} nonce={nonce} />
    </StrictMode>,
  );
}

void start();
