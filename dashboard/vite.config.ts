import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `vite` serves the dashboard against a Baton on port 8080, `vite --mode mock` against the fixtures in src/dev.
const server = process.env['BATON_DEV_SERVER'] ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  base: '/',
  html: { cspNonce: '__BATON_NONCE__' },
  css: { modules: { localsConvention: 'dashesOnly' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: false,
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
