import { expect, type Frame, type Page } from '@playwright/test';
import { Colleague } from './colleague.ts';
import { Host } from './host.ts';
import { Office } from './office.ts';
import { test } from './test.ts';
import { Visitor } from './visitor.ts';
import { Watch } from './watch.ts';

const run = 'window.top.ran = window.ran = 1';
const image = `<img src=x onerror="${run}">`;

/** Each is written as it stands, and read as it stands. */
const texts = {
  image,
  script: `<script>${run}</script><svg onload="${run}">`,
  link: `[press me](javascript:${run}) <a href="javascript:${run}">me too</a> javascript:${run}`,
  offsite: '![](https://evil.example/pixel.png) ![x](//evil.example/y.png "t")',
  markdown: '**bold _both** `code ```\n> 1. * - # [a](b](c) \\*\\* <!-- --> &lt;b&gt; &#x3c;i>',
  override: '\u202Egnp.eciovni\u202C \u2066\u2067mixed\u2069 شكراً abc \u200Fend',
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽',
  word: 'x'.repeat(500),
  address: `https://shop.example/${'a'.repeat(400)}`,
  zalgo: `Z${'\u0300\u0301\u0302\u0303'.repeat(20)}algo`,
} as const;

/** Nothing of what was written has become anything but words. */
async function expectHarmless(where: Page | Frame, name: string): Promise<void> {
  const harm = await where.evaluate(() => {
    const roots: (Document | ShadowRoot)[] = [document];
    const host = document.querySelector('baton-chat')?.shadowRoot;
    if (host) roots.push(host);
    const all = roots.flatMap((root) => [...root.querySelectorAll('*')]);
    return {
      ran: 'ran' in window,
      handlers: all.filter((el) => el.hasAttribute('onerror') || el.hasAttribute('onload')).length,
      links: all
        .flatMap((el) => (el instanceof HTMLAnchorElement ? [el.protocol] : []))
        .filter((protocol) => !['http:', 'https:', 'mailto:', 'tel:', ''].includes(protocol)),
      pictures: all
        .flatMap((el) => (el instanceof HTMLImageElement ? [el.src] : []))
        .filter((src) => src !== '' && !/^(data|blob):/.test(src))
        .filter((src) => new URL(src).origin !== location.origin),
    };
  });
  expect(harm, name).toEqual({ ran: false, handlers: 0, links: [], pictures: [] });
}

/** Names what is wider than its window or its scroller, if anything is. */
async function expectNarrow(where: Page | Frame, name: string): Promise<void> {
  const wide = () =>
    where.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((el) => {
          const { overflowX } = getComputedStyle(el);
          const scrolls = el === document.documentElement || /auto|scroll/.test(overflowX);
          // One line fields and code may be longer than they are wide.
          const may = el.matches('input, textarea, pre, [role=tablist]');
          return scrolls && !may && el.clientWidth > 0 && el.scrollWidth > el.clientWidth + 1;
        })
        .map((el) => `${el.localName}.${el.className} ${el.scrollWidth} in ${el.clientWidth}`),
    );
  await expect.poll(wide, name).toEqual([]);
}

test('hostile texts stay texts everywhere, and fit into 320 pixels', async ({
  browser,
  server,
}) => {
  test.setTimeout(120_000);
  const { demo } = server;
  const office = await Office.signIn(demo.dashboard, demo.admin);
  await office.clear();
  const host = await Host.start();
  const { key, id: site } = await office.admit(host.name);
  const article = await office.write({
    title: `${image} ${texts.override} ${'y'.repeat(80)}`,
    slug: 'hostile',
    body: `# ${image}\n\nThe zorgblatt of a quuxinator is fed with ${texts.link}\n\n${Object.values(texts).join('\n\n')}\n\n| a | b |\n|---|---|\n| ${texts.word} | ${image} |\n`,
    phrasings: ['what does a quuxinator zorgblatt eat'],
  });
  const script = `${new URL(demo.dashboard).origin}/widget.js?site=${key}`;
  const address = host.serve('/', { body: `<script async src="${script}"></script>` });

  const agent = await Colleague.signIn(browser, demo.dashboard, demo.admin);
  const context = await browser.newContext({
    viewport: { width: 320, height: 640 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const watches = [new Watch(page), new Watch(agent.page)];
  const v = await Visitor.inNewTab(page, address);
  const name = `${image}${'n'.repeat(40)}`;
  await page.evaluate(
    ([title, called]) => {
      document.title = title ?? '';
      history.replaceState(null, '', '/%3Cimg%20src=x%20onerror=ran%3E');
      const baton: unknown = Reflect.get(window, 'Baton');
      if (typeof baton === 'function') baton('identify', { name: called, email: 'x@example.com' });
    },
    [`${image} ${texts.word}`, name],
  );
  await v.open();

  await v.composer.fill('what does a quuxinator zorgblatt eat?');
  await v.composer.press('Enter');
  await expect(v.panel.getByRole('list', { name: 'Sources' })).toBeVisible();
  await expectNarrow(v.frame, 'an answer with a hostile source');
  await v.panel.getByRole('list', { name: 'Sources' }).getByRole('button').first().click();
  await expect(v.panel.getByRole('heading', { level: 1 })).toContainText('<img src=x');
  await expectNarrow(v.frame, 'a hostile article');
  await expectHarmless(v.frame, 'a hostile article');
  await v.panel.getByRole('button', { name: 'Back' }).click();

  await v.askForPerson();
  await agent.accept();
  const written = v.list.locator('.mine .bubble');
  for (const [what, text] of Object.entries(texts)) {
    await v.composer.fill(text);
    await v.composer.press('Enter');
    await expect(written.last(), what).toHaveText(text, { useInnerText: true });
  }
  const most = `${'long '.repeat(799)}last!`;
  expect(most).toHaveLength(4000);
  await v.composer.fill(`${most}!`);
  await expect(v.panel.getByText('1 character too many')).toBeVisible();
  await v.composer.fill(most);
  await v.composer.press('Enter');
  await expect(written.last()).toHaveText(most);
  await expect(agent.said(most)).toHaveCount(1);

  for (const text of Object.values(texts)) await agent.say(text);
  await agent.say('that was all');
  await expect(v.said('that was all')).toBeVisible();
  for (const text of [texts.image, texts.link, texts.word]) await agent.noteDown(text);
  await expectHarmless(page, 'the host');
  await expectHarmless(v.frame, 'the conversation in the panel');
  await expectNarrow(v.frame, 'the conversation in the panel');
  await v.panel.getByRole('button', { name: 'Back' }).click();
  await expect(v.panel.getByText('Continue your last chat')).toBeVisible();
  await expectNarrow(v.frame, 'home');

  const desk = agent.page;
  await expect(agent.conversation.getByRole('heading', { level: 2 })).toContainText('<img src=x');
  await expectHarmless(desk, 'the conversation at the desk');
  await expectNarrow(desk, 'the conversation at the desk');
  await desk.getByRole('tab', { name: 'Copilot' }).click();
  await expect(desk.getByText('Suggested reply')).toBeVisible();
  await expectHarmless(desk, 'the copilot');
  await expectNarrow(desk, 'the copilot');
  await desk.setViewportSize({ width: 320, height: 640 });
  await expectNarrow(desk, 'the conversation at 320 pixels');
  await desk.goto(new URL('/inbox?list=all', demo.dashboard).href);
  await expect(desk.getByRole('list', { name: 'All' }).getByRole('link').first()).toBeVisible();
  await expectNarrow(desk, 'the inbox at 320 pixels');
  await expectHarmless(desk, 'the inbox');
  await desk.goto(new URL(`/knowledge/${article}?site=${site}`, demo.dashboard).href);
  await expect(desk.getByRole('textbox', { name: 'Title' })).toBeVisible();
  await desk
    .getByRole('tab', { name: 'Preview' })
    .or(desk.getByText('Preview', { exact: true }))
    .first()
    .click();
  await expect(desk.getByText('The zorgblatt of a quuxinator').last()).toBeVisible();
  await expectHarmless(desk, 'the article at the desk');
  await expectNarrow(desk, 'the article at 320 pixels');

  const own = [host.origin, new URL(demo.dashboard).origin];
  expect(watches.flatMap((watch) => watch.beyond(...own))).toEqual([]);
  expect(watches.flatMap((watch) => watch.complaints)).toEqual([]);
  await office.ask('DELETE', `/sites/${site}/articles/${article}`);
  await v.leave();
  await agent.leave();
  await host.stop();
});
