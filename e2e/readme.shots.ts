import { test } from './test.ts';

const widths = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

for (const [name, viewport] of Object.entries(widths)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${name}, ${colorScheme}`, async ({ browser, server }) => {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
      for (const screen of ['shop', 'dashboard'] as const) {
        await page.goto(server.demo[screen], { waitUntil: 'networkidle' });
        await page.screenshot({ path: `docs/images/${screen}-${name}-${colorScheme}.png` });
      }
      await page.close();
    });
  }
}
