import { chromium } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
const base = process.env.BASE ?? 'http://localhost:5273';
const jobs = [
 ['inbox','/inbox'],['conv','/inbox/maria-lindqvist'],['note','/inbox/maria-lindqvist',async p=>{await p.keyboard.press('n');await p.keyboard.type('hi')}],
 ['copilot','/inbox/maria-lindqvist',async p=>{await p.keyboard.press('Control+.');await p.waitForTimeout(3000)}],
 ['queue','/inbox/rosa-oliveira?list=queue'],['assistant','/inbox/lea-moreau'],['resolved','/inbox/omar-haddad?list=resolved'],['followup','/inbox/hanna-bergstrom?list=follow_up'],
 ['offer','/inbox/maria-lindqvist?scene=offer'],['empty','/inbox?scene=empty'],['offline','/inbox/maria-lindqvist?scene=offline',async p=>p.waitForTimeout(3000)],['failing','/inbox/rosa-oliveira?scene=failing',async p=>p.waitForTimeout(2500)],
 ['signin','/inbox?scene=signedout'],['knowledge','/knowledge?scene=full'],['article','/knowledge/article-fjord-size-chart'],['reader','/knowledge/article-fjord-size-chart?scene=agent'],
 ['profile','/settings?scene=full'],['security','/settings/security'],['look','/settings/appearance'],['keys','/settings/keyboard'],['sites','/settings/sites'],['install','/settings/install'],['hours','/settings/hours'],['assist','/settings/assistant'],['texts','/settings/texts'],['team','/settings/team'],['forbidden','/settings/hours?scene=agent'],
 ['palette','/inbox/maria-lindqvist?scene=full',async p=>{await p.keyboard.press('Control+k');await p.waitForTimeout(600)}],['help','/inbox/maria-lindqvist',async p=>{await p.keyboard.press('?');await p.waitForTimeout(600)}],
 ['transfer','/inbox/maria-lindqvist',async p=>{await p.keyboard.press('t');await p.waitForTimeout(600)}],['snooze','/inbox/maria-lindqvist',async p=>{await p.keyboard.press('z');await p.waitForTimeout(600)}],
 ['presence','/inbox',async p=>{await p.keyboard.press('p');await p.waitForTimeout(600)}],['search','/inbox',async p=>{await p.keyboard.press('/');await p.keyboard.type('bike');await p.waitForTimeout(900)}],
 ['adduser','/settings/team',async p=>{await p.getByRole('button',{name:'Add a person'}).click();await p.waitForTimeout(500)}],
 ['setup1','/setup?token=abc&scene=setup'],
];
const only = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic'] });
let bad = 0;
for (const [theme,w,h] of [['light',1440,900],['dark',1440,900],['light',390,844]]) {
  for (const [name,url,act] of jobs) {
    if (only.length && !only.includes(name)) continue;
    const ctx = await browser.newContext({ viewport:{width:w,height:h}, colorScheme: theme, locale:'en-GB' });
    const page = await ctx.newPage();
    page.on('pageerror', e => console.log(name, 'PAGEERROR', e.message.slice(0,400)));
    await page.goto(base+url); await page.waitForTimeout(1300);
    try { if (act) await act(page); } catch(e) { console.log(name,'ACT',e.message.slice(0,200)); }
    const r = await new AxeBuilder({page}).withTags(['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa'].concat(process.env.BP?['best-practice']:[])).analyze();
    for (const v of r.violations) { bad++; console.log(`${theme} ${w} ${name}: ${v.id} (${v.impact}) ${v.help}`); for (const n of v.nodes.slice(0,3)) console.log('    ', n.target.join(' '), '|', n.html.slice(0,160), '|', (n.any[0]||n.all[0]||n.none[0]||{}).message); }
    await ctx.close();
  }
}
console.log('violations', bad);
await browser.close();
