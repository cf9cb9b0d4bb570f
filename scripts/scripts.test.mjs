import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compress, filesIn } from './compress.mjs';
import { objection } from './imports.mjs';
import { count } from './summary.mjs';

describe('imports', () => {
  const inbox = 'dashboard/src/features/inbox/List.tsx';
  test.each([
    ['its own feature', inbox, 'dashboard/src/features/inbox/Row.tsx'],
    ['shared code of the app', inbox, 'dashboard/src/ui/Button.tsx'],
    ['the shared package', inbox, 'shared/src/view.ts'],
    ['features, when it is app', 'dashboard/src/app/routes.tsx', inbox],
    ['app, when it is the entry', 'dashboard/src/main.tsx', 'dashboard/src/app/routes.tsx'],
    ['within the widget', 'widget/src/panel/main.tsx', 'widget/src/panel/Chat.tsx'],
  ])('may import %s', (_, from, to) => {
    expect(objection(from, to)).toBeUndefined();
  });

  test.each([
    ['another feature', inbox, 'dashboard/src/features/board/Tiles.tsx', 'app composes them'],
    ['app, from a feature', inbox, 'dashboard/src/app/routes.tsx', 'never imports app'],
    [
      'a feature, from shared code',
      'dashboard/src/ui/Button.tsx',
      inbox,
      'never imports a feature',
    ],
    [
      'app, from shared code',
      'dashboard/src/ui/Button.tsx',
      'dashboard/src/app/x.ts',
      'never imports app',
    ],
    ['another package', 'widget/src/panel/main.tsx', inbox, 'belongs in shared'],
    [
      'anything, from the shared package',
      'shared/src/view.ts',
      'widget/src/view.ts',
      'belongs in shared',
    ],
  ])('may not import %s', (_, from, to, why) => {
    expect(objection(from, to)).toContain(why);
  });
});

test('compress writes both forms beside each file, and leaves the placeholder alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compress-'));
  const text = 'a line that repeats itself\n'.repeat(100);
  writeFileSync(join(folder, 'app.js'), text);
  writeFileSync(join(folder, 'placeholder.txt'), 'not built');

  expect(compress(folder)).toBe(1);
  expect(compress(folder)).toBe(1); // its own output is not compressed again

  const names = filesIn(folder).map((path) => path.slice(folder.length + 1));
  expect(names.sort()).toEqual(['app.js', 'app.js.br', 'app.js.gz', 'placeholder.txt']);
  expect(gunzipSync(readFileSync(join(folder, 'app.js.gz'))).toString()).toBe(text);
  expect(brotliDecompressSync(readFileSync(join(folder, 'app.js.br'))).toString()).toBe(text);
  rmSync(folder, { recursive: true });
});

test('summary counts the cases of a report, whichever runner wrote it', () => {
  const report = `<testsuites tests="9"><testsuite>
    <testcase classname="a" name="passes" time="0.1"></testcase>
    <testcase classname="a" name="passes too"/>
    <testcase name="fails"><failure message="no">trace</failure></testcase>
    <testcase name="breaks"><error/></testcase>
    <testcase name="waits"><skipped/></testcase>
  </testsuite></testsuites>`;
  expect(count(report)).toEqual({ passed: 2, failed: 2, skipped: 1 });
});
