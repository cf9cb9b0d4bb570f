// summary.mjs REPORT.xml... prints one line for each test runner's JUnit report and
// the totals. It fails if a test failed, was skipped, or none was run at all.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Counts the tests of one report: what the runner wrote about each, not its own sums, which differ in form. */
export function count(xml) {
  const cases = xml.match(/<testcase\b[^>]*?(?:\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
  const failed = cases.filter((one) => /<(failure|error)\b/.test(one)).length;
  const skipped = cases.filter((one) => /<skipped\b/.test(one)).length;
  return { passed: cases.length - failed - skipped, failed, skipped };
}

function line(name, { passed, failed, skipped }) {
  return `${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function main(files) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files) {
    const counts = count(readFileSync(file, 'utf8'));
    console.log(line(basename(file, '.xml'), counts));
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  console.log(line('total', total));
  if (total.skipped > 0) console.log('a test that cannot run must fail and say what it needs');
  return total.failed === 0 && total.skipped === 0 && total.passed > 0;
}

if (process.argv[1] === import.meta.filename) {
  process.exit(main(process.argv.slice(2)) ? 0 : 1);
}
