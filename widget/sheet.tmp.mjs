import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const [look, out, ...names] = process.argv.slice(2);
const b = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const p = await b.newPage({
  viewport: { width: 400 * names.length + 20, height: look === 'phone' ? 890 : 690 },
});
await p.setContent(
  '<body style="margin:10px;background:#c8cdd2;display:flex;gap:14px">' +
    names
      .map(
        (n) =>
          `<div style="font:12px sans-serif">${n}<br><img style="width:${look === 'phone' ? 390 : look === 'narrow' ? 320 : 380}px" src="data:image/png;base64,${readFileSync(`/tmp/wshots/${n}-${look}.png`).toString('base64')}"></div>`,
      )
      .join(''),
);
await p.screenshot({ path: out });
await b.close();
