// Checks what the built front ends cost a visitor or an agent, in bytes after gzip.
// It fails on a breach. Run it after the build: `make web budgets`.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { init, parse } from 'es-module-lexer';
import { filesIn } from './compress.mjs';

/** Limits in KB of 1,000 bytes. `page` covers each HTML page of a folder, `file` one file that loads alone. */
export const budgets = [
  { what: 'loader', file: 'widget/dist/loader.js', limit: { all: 3.0 } },
  { what: 'panel', page: 'widget/dist', limit: { first: 20, lazy: 8 } },
  { what: 'dashboard', page: 'dashboard/dist', limit: { js: 200, css: 25, lazy: 60 } },
];

const packed = (bytes) => (bytes.length === 0 ? 0 : gzipSync(bytes, { level: 9 }).length);
const gzipped = (path) => packed(readFileSync(path));
const sum = (paths) => [...paths].reduce((bytes, path) => bytes + gzipped(path), 0);

/** Finds the file in dist that a page names by an address such as /w/assets/panel-1a2b3c4d.js. */
function locate(dist, address) {
  const parts = address.replace(/[?#].*$/, '').split('/');
  for (let from = 0; from < parts.length; from++) {
    const path = join(dist, ...parts.slice(from));
    if (existsSync(path)) return path;
  }
  throw new Error(`${dist} has no file for ${address}`);
}

/** Returns the scripts and style sheets that a page asks for by itself. */
function named(dist, html) {
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => tag.startsWith('<script') || /rel="?(stylesheet|modulepreload)/.test(tag))
    .map((tag) => /\b(?:src|href)="?([^"\s>]+)/.exec(tag)?.[1])
    .filter((address) => address !== undefined)
    .map((address) => locate(dist, address));
}

/** Returns the size of what a page brings within itself: 'script' or 'style'. */
function inline(html, tag) {
  const texts = [...html.matchAll(new RegExp(`<${tag}\\b[^>]*>([^]*?)</${tag}>`, 'g'))];
  return packed(texts.map(([, text]) => text).join(''));
}

/** Returns the scripts that a script imports: at once (static) or when it comes to that (lazy). */
function imports(path) {
  const [found] = parse(readFileSync(path, 'utf8'), path);
  const of = (kind) =>
    found
      .filter((one) => one.n?.startsWith('.') && (kind === 'static' ? one.d === -1 : one.d >= 0))
      .map((one) => join(dirname(path), one.n));
  return { static: of('static'), lazy: of('lazy') };
}

/** Adds to a set of files all that the scripts among them import statically. */
function closure(paths) {
  const all = new Set();
  const visit = (path) => {
    if (all.has(path)) return;
    all.add(path);
    if (path.endsWith('.js')) imports(path).static.forEach(visit);
  };
  paths.forEach(visit);
  return all;
}

/** The name of a chunk without its hash: Vite calls a chunk's style sheet as it calls the chunk. */
const chunk = (path) => basename(path).replace(/-[\w-]{8}\.(js|css)$/, '');

/** Returns what a page loads first, and what each of its lazy parts adds, however deep. */
function weigh(dist, page) {
  const first = closure(named(dist, readFileSync(page, 'utf8')));
  const sheets = filesIn(dist).filter((path) => path.endsWith('.css') && !first.has(path));
  const lazy = new Map();
  const visit = (path) => {
    if (first.has(path) || lazy.has(path)) return;
    const added = [...closure([path])].filter((one) => !first.has(one));
    const names = new Set(added.map(chunk));
    lazy.set(path, new Set([...added, ...sheets.filter((sheet) => names.has(chunk(sheet)))]));
    added.flatMap((one) => (one.endsWith('.js') ? imports(one).lazy : [])).forEach(visit);
  };
  [...first].flatMap((path) => (path.endsWith('.js') ? imports(path).lazy : [])).forEach(visit);
  return { first, lazy };
}

/** Returns one row for each figure of a budget: its name, size and limit in bytes. */
export function measure({ what, file, page, limit }) {
  const rows = [];
  const row = (name, bytes, kb) => rows.push({ name, bytes, limit: kb * 1000 });
  if (file !== undefined) {
    if (!existsSync(file)) throw new Error(`${file} does not exist; build it first: make web`);
    row(what, gzipped(file), limit.all);
    return rows;
  }
  const pages = filesIn(page).filter((path) => path.endsWith('.html'));
  if (pages.length === 0) throw new Error(`${page} holds no page; build it first: make web`);
  for (const path of pages) {
    const { first, lazy } = weigh(page, path);
    const html = readFileSync(path, 'utf8');
    const js = sum([...first].filter((one) => one.endsWith('.js'))) + inline(html, 'script');
    const css = sum([...first].filter((one) => one.endsWith('.css'))) + inline(html, 'style');
    const name = pages.length > 1 ? `${what} (${basename(path)})` : what;
    if (limit.first) row(`${name}, first load`, js + css, limit.first);
    if (limit.js) row(`${name}, first scripts`, js, limit.js);
    if (limit.css) row(`${name}, first styles`, css, limit.css);
    for (const [part, files] of lazy) row(`${name}, lazy ${chunk(part)}`, sum(files), limit.lazy);
  }
  return rows;
}

/** Measures every budget and prints a row for each figure. Returns whether all are kept. */
async function main() {
  await init;
  let broken = 0;
  for (const budget of budgets) {
    try {
      for (const { name, bytes, limit } of measure(budget)) {
        if (bytes > limit) broken++;
        const [size, most] = [bytes, limit].map((n) => (n / 1000).toFixed(1).padStart(6));
        console.log(`${bytes > limit ? 'OVER' : 'ok  '} ${size} of ${most} KB  ${name}`);
      }
    } catch (error) {
      broken++;
      console.log(`${budget.what}: ${error.message}`);
    }
  }
  if (broken > 0) console.log(`${broken} over budget or not there: load it later, or leave it out`);
  return broken === 0;
}

if (process.argv[1] === import.meta.filename) process.exit((await main()) ? 0 : 1);
