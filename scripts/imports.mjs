// Checks which way imports point in the front ends: a feature never imports another
// feature, shared code imports neither features nor the app, and the packages
// import nothing of each other but `shared`.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { filesIn } from './compress.mjs';

const packages = ['shared', 'widget', 'dashboard', 'e2e'];

/** Names the room that a file stands in, as far as the rules care. `dev` plays the app without a server. */
export function room(path) {
  const [pkg, src, folder, feature] = path.split('/');
  if (src === 'src' && folder === 'features' && feature !== undefined) {
    return { pkg, kind: 'feature', feature };
  }
  if (pkg === 'dashboard' && src === 'src') {
    return { pkg, kind: /^(app|dev)$|^main\./.test(folder) ? 'app' : 'shared' };
  }
  return { pkg, kind: 'other' };
}

/** Returns why one file may not import another, or undefined if it may. */
export function objection(from, to) {
  const a = room(from);
  const b = room(to);
  if (a.pkg !== b.pkg) {
    return b.pkg === 'shared'
      ? undefined
      : `${a.pkg} imports nothing of ${b.pkg}; what both need belongs in shared`;
  }
  if (a.kind === 'feature' && b.kind === 'feature' && a.feature !== b.feature) {
    return 'a feature never imports another; app composes them';
  }
  if (a.kind === 'feature' && b.kind === 'app')
    return 'a feature never imports app; app imports it';
  if (a.kind === 'shared' && (b.kind === 'feature' || b.kind === 'app')) {
    return `shared code never imports ${b.kind === 'app' ? 'app' : 'a feature'}`;
  }
  return undefined;
}

const options = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
};

/** Returns the file of ours that a specifier means, or undefined for a library. */
function target(specifier, from) {
  const found = ts.resolveModuleName(specifier, from, options, ts.sys).resolvedModule;
  const path =
    found?.resolvedFileName ??
    (specifier.startsWith('.') ? join(dirname(from), specifier) : undefined);
  if (path === undefined) return undefined;
  const ours = relative(process.cwd(), path); // links of the workspace are followed already
  return packages.includes(ours.split('/')[0]) && !ours.includes('node_modules') ? ours : undefined;
}

/** Returns a sentence for each import of a file that points the wrong way. */
function check(path) {
  const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'), true, true);
  return importedFiles.flatMap(({ fileName }) => {
    const to = target(fileName, join(process.cwd(), path));
    const why = to === undefined ? undefined : objection(path, to);
    return why === undefined ? [] : [`${path} imports ${fileName}: ${why}`];
  });
}

function main() {
  const files = packages
    .filter((folder) => existsSync(folder))
    .flatMap(filesIn)
    .filter((path) => /\.(ts|tsx|mts)$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path));
  const wrong = files.flatMap(check);
  for (const one of wrong) console.log(one);
  console.log(`imports: ${files.length} files read, ${wrong.length} point the wrong way`);
  process.exit(wrong.length === 0 ? 0 : 1);
}

if (process.argv[1] === import.meta.filename) main();
