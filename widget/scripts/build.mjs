// Builds the panel and the loader into dist/, checks the budgets, and writes the compressed forms that
// the server embeds. A budget that is broken fails the build.

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}dist`;

/** What may be loaded, in bytes after gzip. */
const budgets = { loader: 3000, first: 20_000, part: 8000 };

for (const name of readdirSync(dist)) {
  if (name !== 'placeholder.txt') rmSync(`${dist}/${name}`, { recursive: true });
}
await build({ root, logLevel: 'warn' });
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  define: {},
  build: {
    target: ['es2022', 'safari16.4', 'chrome111', 'firefox115'],
    outDir: 'dist',
    emptyOutDir: false,
    copyPublicDir: false,
    reportCompressedSize: false,
    lib: {
      entry: 'src/loader/main.ts',
      formats: ['iife'],
      name: 'BatonLoader',
      fileName: () => 'loader.js',
    },
  },
});

const size = (path) => gzipSync(readFileSync(`${dist}/${path}`), { level: 9 }).length;
const page = readFileSync(`${dist}/panel.html`, 'utf8');
const entries = [...page.matchAll(/(?:src|href)="\/w\/(assets\/[^"]+)"/g)].map((m) => m[1]);
const parts = readdirSync(`${dist}/assets`)
  .map((name) => `assets/${name}`)
  .filter((name) => !entries.includes(name));
const loader = readFileSync(`${dist}/loader.js`, 'utf8');

const problems = [];
const check = (name, bytes, limit) => {
  console.log(`${name.padEnd(44)} ${String(bytes).padStart(6)} of ${limit} B gzip`);
  if (bytes > limit)
    problems.push(`${name} is ${bytes} B after gzip; at most ${limit} are allowed`);
};
check('loader', size('loader.js'), budgets.loader);
const style = gzipSync(/<style[^>]*>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '', {
  level: 9,
}).length;
check(
  'panel, first load',
  entries.reduce((n, e) => n + size(e), style),
  budgets.first,
);
for (const part of parts) check(part, size(part), budgets.part);
if (loader.split('__BATON_SETTINGS__').length !== 2) {
  problems.push('loader.js has to hold __BATON_SETTINGS__ exactly once');
}
if (/\bimport\b|\bexport\b/.test(loader)) problems.push('loader.js must not import or export');
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
