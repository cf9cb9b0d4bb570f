import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { init } from 'es-module-lexer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { measure } from './budgets.mjs';

let dist;

beforeEach(async () => {
  await init;
  dist = mkdtempSync(join(tmpdir(), 'budgets-'));
});
afterEach(() => rmSync(dist, { recursive: true }));

/** Writes a file of at least kb KB that gzip cannot shrink. */
function write(path, kb, text = '') {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  const filler = randomBytes(kb * 1000).toString('base64');
  const comment = path.endsWith('.html') ? '' : `/*${filler.replaceAll('/', '_')}*/`;
  writeFileSync(join(dist, path), text + comment);
}

const sizes = (budget) =>
  Object.fromEntries(measure(budget).map(({ name, bytes }) => [name, Math.round(bytes / 1000)]));

test('counts what a page loads first and what each lazy part adds', () => {
  write(
    'index.html',
    0,
    `<script type="module" src="/app/assets/main-AbCd1234.js"></script>
     <link rel="stylesheet" href="/app/assets/main-AbCd1234.css"><link rel="icon" href="data:,">`,
  );
  write('assets/main-AbCd1234.css', 5);
  write(
    'assets/main-AbCd1234.js',
    10,
    `import "./base-AbCd1234.js"; export const go = () => import("./reports-AbCd1234.js");`,
  );
  write('assets/base-AbCd1234.js', 20);
  write(
    'assets/reports-AbCd1234.js',
    2,
    `import "./base-AbCd1234.js"; import "./chart-AbCd1234.js";`,
  );
  write('assets/reports-AbCd1234.css', 3);
  write('assets/chart-AbCd1234.js', 4, `export const far = () => import("./deep-AbCd1234.js");`);
  write('assets/deep-AbCd1234.js', 6);

  const limit = { js: 1, css: 1, lazy: 1 };
  expect(sizes({ what: 'page', page: dist, limit })).toEqual({
    'page, first scripts': 30,
    'page, first styles': 5,
    'page, lazy reports': 9,
    'page, lazy deep': 6,
  });
});

test('counts what a page brings within itself', () => {
  const text = randomBytes(7000).toString('base64');
  write('index.html', 0, `<style nonce="x">/*${text}*/</style><script>//${text}</script>`);
  expect(sizes({ what: 'page', page: dist, limit: { first: 1, css: 1 } })).toEqual({
    'page, first load': 14,
    'page, first styles': 7,
  });
});

test('measures a file that loads alone against a limit in KB of 1,000 bytes', () => {
  write('loader.js', 2);
  const [row] = measure({ what: 'loader', file: join(dist, 'loader.js'), limit: { all: 3.0 } });
  expect(row).toMatchObject({ name: 'loader', limit: 3000 });
  expect(row.bytes).toBeGreaterThan(2000);
});

test('refuses a page that names a file which was not built', () => {
  write('index.html', 0, '<script type="module" src="/assets/gone-AbCd1234.js"></script>');
  expect(() => measure({ what: 'page', page: dist, limit: { first: 1 } })).toThrow(
    'has no file for /assets/gone-AbCd1234.js',
  );
});

test('refuses a folder without a page', () => {
  expect(() => measure({ what: 'page', page: dist, limit: { first: 1 } })).toThrow('make web');
});
