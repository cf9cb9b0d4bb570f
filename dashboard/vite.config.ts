import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// `vite` serves the dashboard against a Baton on port 8080, `vite --mode mock` against the fixtures in src/dev.
const server = process.env['BATON_DEV_SERVER'] ?? 'http://localhost:8080';

/** The service worker has one address for ever, in development too. */
function workerAddress(): Plugin {
  return {
    name: 'baton-worker-address',
    apply: 'serve',
    configureServer(dev) {
      dev.middlewares.use((request, _, next) => {
        if (request.url === '/sw.js') request.url = '/src/worker/sw.ts';
        next();
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), workerAddress()],
  base: '/',
  html: { cspNonce: '__BATON_NONCE__' },
  css: { modules: { localsConvention: 'dashesOnly' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: false,
    rolldownOptions: {
      input: ['index.html', 'src/worker/sw.ts'],
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    port: 5273,
    proxy: {
      '/api': server,
      '/w': server,
      '/widget.js': server,
      '/ws': { target: server, ws: true },
    },
  },
});
