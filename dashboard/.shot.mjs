import { chromium } from '@playwright/test';
const jobs = process.argv.slice(2); // name|url|w|h|theme|script
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic'], env: {...process.env, FONTCONFIG_FILE:'/tmp/fonts.conf'} });
for (const job of jobs) {
  const [name, url, w='1440', h='900', theme='light', script=''] = job.split('|');
  const ctx = await browser.newContext({ viewport: {width:+w,height:+h}, colorScheme: theme, deviceScaleFactor: +w<500?2:1, locale:'en-GB', hasTouch: +w<500, isMobile: +w<500 });
  const page = await ctx.newPage();
  page.on('console', m => { if (['error','warning'].includes(m.type())) console.log(name, m.type(), m.text().slice(0,500)); });
  page.on('pageerror', e => console.log(name, 'PAGEERROR', e.message.slice(0,800)));
  await page.goto('http://localhost:5273'+url);
  await page.addStyleTag({content: ':root{--font: "Open Sans", sans-serif !important}'}); await page.waitForTimeout(1800);
  if (script) { try { await (new Function('page', `return (async()=>{${script}})()`))(page); } catch(e) { console.log(name,'SCRIPT', e.message.slice(0,600)); } await page.waitForTimeout(500); }
  await page.screenshot({ path: `/tmp/shots/${name}.png` });
  await ctx.close();
}
await browser.close();
