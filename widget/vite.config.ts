import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `npm run dev` serves the panel against a Baton on port 8080; /demo.html needs no server at all.
const server = process.env['BATON_DEV_SERVER'] ?? 'http://localhost:8080';

/** The word that the server replaces by a fresh nonce in each answer. */
const nonce = '__BATON_NONCE__';

/** Puts the first style sheet into the document: one request less before the panel is drawn. */
function inlineStyle(): Plugin {
  return {
    name: 'baton-inline-style',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const page = bundle['panel.html'];
      if (page?.type !== 'asset') return;
      page.source = String(page.source).replace(
        /<link rel="stylesheet"[^>]*href="\/w\/([^"]+)"[^>]*>/g,
        (_link, name: string) => {
          const sheet = bundle[name];
          if (sheet?.type !== 'asset') throw new Error(`${name} is not in the bundle`);
          delete bundle[name];
          return `<style nonce="${nonce}">${String(sheet.source).trim()}</style>`;
        },
      );
    },
  };
}

/**
 * Vite wraps each import() to load style sheets and chunks ahead. Our parts bring their styles along and
 * import nothing that is not there, so the wrapper only calls.
 */
function plainImports(): Plugin {
  return {
    name: 'baton-plain-imports',
    apply: 'build',
    enforce: 'pre',
    load: (id) =>
      id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : null,
  };
}

/** In development the panel has the same address as in life: /w/SITE_KEY. */
function panelAddress(): Plugin {
  return {
    name: 'baton-panel-address',
    apply: 'serve',
    configureServer(dev) {
      dev.middlewares.use((request, _, next) => {
        if (request.url) request.url = request.url.replace(/^\/w\/[\w-]+$/, '/w/panel.html');
        next();
      });
    },
  };
}

export default defineConfig({
  base: '/w/',
  plugins: [inlineStyle(), plainImports(), panelAddress()],
  html: { cspNonce: nonce },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: ['es2022', 'safari16.4', 'chrome111', 'firefox115'],
    // Our style sheets use nothing newer than the target; said higher, they get no stand-ins for light-dark().
    cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
    outDir: 'dist',
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: 'panel.html',
      output: {
        codeSplitting: {
          groups: [{ name: 'panel', tags: ['$initial'] }],
        },
      },
    },
  },
  test: {
    name: 'widget',
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    testTimeout: 20_000,
  },
  server: {
    port: 5274,
    proxy: {
      '/api': server,
      '/widget.js': server,
      '/ws': { target: server, ws: true },
    },
  },
});
