// Takes a picture of every state of the panel: node scripts/shots.mjs FOLDER [state...]
// Light, dark, Arabic and phone; and lets axe look at each (WCAG 2.2 AA). Fails when it finds something.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';

const [folder = 'test-results/widget', ...only] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Rules about whole pages: the panel is a document in a frame, its landmarks are the dialog's. */
const pageRules = ['region', 'landmark-one-main', 'page-has-heading-one'];

const looks = [
  { name: 'light', query: '', size: { width: 380, height: 640 } },
  { name: 'dark', query: 'theme=dark', size: { width: 380, height: 640 } },
  { name: 'arabic', query: 'lang=ar', size: { width: 380, height: 640 } },
  { name: 'phone', query: 'phone', size: { width: 390, height: 844 } },
  { name: 'narrow', query: 'contrast', size: { width: 320, height: 568 } },
];

mkdirSync(folder, { recursive: true });
const server = await createServer({
  root,
  logLevel: 'error',
  server: { port: 5299, strictPort: true },
});
await server.listen();
const browser = await chromium.launch({
  executablePath: process.env.BATON_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
let failures = 0;
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => {
    failures += 1;
    console.error(`error on ${page.url()}: ${error.message}`);
  });
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    failures += 1;
    console.error(`console on ${page.url()}: ${message.text()}`);
  });
  const address = 'http://localhost:5299/w/demo.html';
  await page.goto(address);
  const states = await page.locator('#bar a').allInnerTexts();
  const wanted = process.env.LOOKS?.split(',');
  for (const { name, query, size } of looks.filter((l) => !wanted || wanted.includes(l.name))) {
    const context = await browser.newContext({
      viewport: size,
      deviceScaleFactor: 2,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    const shot = await context.newPage();
    shot.on('pageerror', (error) => {
      failures += 1;
      console.error(`error on ${shot.url()}: ${error.message}`);
    });
    for (const state of states) {
      if (only.length > 0 && !only.includes(state)) continue;
      await shot.goto(`${address}?bare&state=${state}&${query}`);
      await shot.locator('.panel').waitFor();
      // The scene is complete when nothing has changed for a while.
      await shot.evaluate(
        () =>
          new Promise((done) => {
            let timer = setTimeout(done, 700);
            new MutationObserver(() => {
              clearTimeout(timer);
              timer = setTimeout(done, 500);
            }).observe(document, { subtree: true, childList: true, characterData: true });
          }),
      );
      await shot.screenshot({ path: `${folder}/${state}-${name}.png` });
      const { violations } = await new AxeBuilder({ page: shot })
        .withTags(wcag)
        .disableRules(pageRules)
        .exclude('#bar')
        .analyze();
      for (const { id, nodes } of violations) {
        failures += 1;
        console.error(
          `${state} ${name}: ${id}: ${nodes.map((n) => n.target.join(' ')).join(', ')}`,
        );
        console.error(`   ${nodes[0]?.failureSummary?.replaceAll('\n', ' ')}`);
      }
    }
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(failures === 0 ? 'every state is clean' : `${failures} findings`);
process.exit(failures === 0 ? 0 : 1);
