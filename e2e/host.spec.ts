import { expect, type Page } from '@playwright/test';
import { Colleague } from './colleague.ts';
import { Host, type HostPage } from './host.ts';
import { Office } from './office.ts';
import { test as base } from './test.ts';
import { Visitor } from './visitor.ts';
import { Watch } from './watch.ts';

interface Scene {
  readonly host: Host;
  readonly baton: string;
  /** The line of the snippet, with attributes of its own. */
  readonly snippet: (attributes?: string) => string;
}

const test = base.extend<object, { scene: Scene }>({
  scene: [
    async ({ server }, use) => {
      const host = await Host.start();
      const baton = new URL(server.demo.dashboard).origin;
      const office = await Office.signIn(server.demo.dashboard, server.demo.admin);
      const { key } = await office.admit(host.name);
      const snippet = (attributes = '') =>
        `<script async ${attributes} src="${baton}/widget.js?site=${key}"></script>`;
      await use({ host, baton, snippet });
      await host.stop();
    },
    { scope: 'worker' },
  ],
});

/** Asks something and reads the answer: what must work on every page. */
async function talks(v: Visitor): Promise<void> {
  await v.open();
  await v.say('How long does delivery take?');
  await expect(v.panel.getByRole('list', { name: 'Sources' })).toBeVisible();
}

/** Opens a page of the host, watched from its first byte. */
async function visit(page: Page, scene: Scene, path: string, how: HostPage) {
  const watch = new Watch(page);
  const v = await Visitor.inNewTab(page, scene.host.serve(path, how));
  return { v, watch };
}

function policy(baton: string, more = ''): string {
  return `default-src 'none'; script-src ${baton}; frame-src ${baton}${more}`;
}

test('works where the policy allows scripts and frames of Baton only, and breaks it nowhere', async ({
  page,
  scene,
}) => {
  const { v, watch } = await visit(page, scene, '/strict', {
    policy: policy(scene.baton),
    body: scene.snippet(),
  });
  await talks(v);
  await v.panel.getByRole('button', { name: 'Close' }).click();
  await expect(v.launcher).toBeFocused();
  expect(scene.host.reports).toEqual([]);
  expect(watch.complaints).toEqual([]);
});

test('works where the page requires Trusted Types', async ({ page, scene }) => {
  const { v, watch } = await visit(page, scene, '/trusted', {
    policy: policy(scene.baton, "; require-trusted-types-for 'script'; trusted-types 'none'"),
    body: scene.snippet(),
  });
  await talks(v);
  expect(scene.host.reports).toEqual([]);
  expect(watch.complaints).toEqual([]);
});

test('a policy that is broken is reported, so that silence means something', async ({
  page,
  scene,
}) => {
  const { host } = scene;
  const before = host.reports.length;
  await page.goto(
    host.serve('/broken', { policy: policy(scene.baton), body: '<script>1</script>' }),
  );
  await expect.poll(() => host.reports.length).toBe(before + 1);
  host.reports.length = before;
});

test('looks the same under the rules of a hostile style sheet', async ({ page, scene }) => {
  const shape = async (v: Visitor) => {
    const button = await v.launcher.boundingBox();
    const look = await v.launcher.evaluate((el) => {
      const { backgroundColor, borderRadius, cursor, opacity } = getComputedStyle(el);
      return { backgroundColor, borderRadius, cursor, opacity };
    });
    await v.open();
    const box = await page.locator('baton-chat iframe').boundingBox();
    const line = await v.panel.getByText('How can we help', { exact: false }).boundingBox();
    return { button, look, box, line };
  };
  const plain = await visit(page, scene, '/plain', { body: scene.snippet() });
  const expected = await shape(plain.v);
  const { v, watch } = await visit(page, scene, '/hostile', {
    head: `<style>
      * { all: unset !important; font-size: 60px !important; letter-spacing: 1em !important }
      html, body { font-size: 40px !important; transform: none; zoom: 1 }
      iframe, button, div, canvas, baton-chat { display: none !important; opacity: 0.1 !important;
        visibility: hidden !important; filter: blur(9px) !important; transform: scale(3) !important;
        color: red !important; background: lime !important; cursor: wait !important }
      .cover { display: block !important; position: fixed !important; inset: 0 !important;
        z-index: 2147482999 !important; visibility: visible !important }
    </style>`,
    body: `<div class="cover"></div>${scene.snippet()}`,
  });
  expect(await shape(v)).toEqual(expected);
  await v.say('How long does delivery take?');
  expect(watch.complaints).toEqual([]);
});

test('survives a page that swaps its body', async ({ page, scene }) => {
  const { v, watch } = await visit(page, scene, '/swap', { body: scene.snippet() });
  const swap = () =>
    page.evaluate(() =>
      document.documentElement.replaceChild(document.createElement('body'), document.body),
    );
  await swap();
  await talks(v);
  await swap();
  await v.say('Is it free?');
  await expect(page.locator('baton-chat')).toHaveCount(1);
  expect(watch.complaints).toEqual([]);
});

test('is there once where the script is included twice', async ({ page, scene }) => {
  const warnings: string[] = [];
  page.on('console', (m) => m.type() === 'warning' && warnings.push(m.text()));
  const { v, watch } = await visit(page, scene, '/twice', {
    body: scene.snippet() + scene.snippet('data-theme="dark"'),
  });
  await expect.poll(() => warnings).toEqual(['Baton: loaded twice.']);
  await expect(page.locator('baton-chat')).toHaveCount(1);
  await talks(v);
  expect(watch.complaints).toEqual([]);
});

test('leaves a window.Baton of the host alone, and works all the same', async ({ page, scene }) => {
  const { v } = await visit(page, scene, '/taken', {
    body: `<script>window.Baton = { mine: 7 };</script>${scene.snippet()}`,
  });
  expect(await page.evaluate('Baton.mine')).toBe(7);
  await talks(v);
});

test('does what was called before the script was there', async ({ page, scene }) => {
  const { v } = await visit(page, scene, '/early', {
    body: `<script>
      window.Baton = window.Baton || function () { (Baton.q = Baton.q || []).push(arguments) };
      Baton('open', { view: 'chat', draft: 'Is delivery free?' });
    </script>${scene.snippet()}`,
  });
  await expect(v.composer).toHaveValue('Is delivery free?');
});

test('what was said stays out of the host’s reach', async ({ page, scene, browser }) => {
  const { v } = await visit(page, scene, '/curious', { body: scene.snippet() });
  await talks(v);
  const secret = 'How long does delivery take?';
  const seen = await page.evaluate(() => {
    const root = document.querySelector('baton-chat')?.shadowRoot;
    const frame = root?.querySelector('iframe');
    let inside: string;
    try {
      inside = frame?.contentWindow?.document.body.textContent ?? '';
    } catch (why) {
      inside = why instanceof DOMException ? why.name : 'no exception of the browser';
    }
    const kept = JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage });
    return {
      document: frame?.contentDocument ?? null,
      inside,
      around: document.documentElement.outerHTML + (root?.innerHTML ?? ''),
      kept,
      frames: window.length,
      cookie: document.cookie,
    };
  });
  expect(seen.document).toBeNull();
  expect(seen.inside).toBe('SecurityError');
  expect(seen.around + seen.kept).not.toContain(secret);
  expect(seen.frames).toBe(0);
  expect(seen.cookie).toBe('');

  // Nor does the server give it: not by fetch with the visitor's cookies, not over a socket.
  const asked = await page.evaluate(
    async ([baton, key]) => {
      const fetched = await fetch(`${baton}/api/v1/visitor/session?site=${key}`, {
        method: 'POST',
        credentials: 'include',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ site: key }),
      }).then(
        (r) => `${r.status}`,
        () => 'refused',
      );
      const socket = new WebSocket(`${baton?.replace('http', 'ws')}/ws/visitor?site=${key}`);
      const opened = await new Promise((done) => {
        socket.onopen = () => done('open');
        socket.onerror = () => done('refused');
      });
      return { fetched, opened };
    },
    [scene.baton, /site=([^"]+)/.exec(scene.snippet())?.[1] ?? ''],
  );
  expect(asked).toEqual({ fetched: 'refused', opened: 'refused' });

  // Another page cannot frame the panel at all.
  const stranger = await (await browser.newContext()).newPage();
  const elsewhere = await Host.start();
  const refused = stranger.waitForEvent('console', (m) => m.text().includes('frame-ancestors'));
  await stranger.goto(
    elsewhere.serve('/', {
      body: `<iframe src="${scene.baton}/w/${/site=([^"]+)/.exec(scene.snippet())?.[1]}"></iframe>`,
    }),
  );
  await refused;
  await stranger.context().close();
  await elsewhere.stop();
});

test('forged messages do nothing', async ({ page, scene }) => {
  const { host } = scene;
  const evil = await Host.start();
  evil.serve('/', { body: '<p>Advertisement</p>' });
  const { v } = await visit(page, scene, '/forged', {
    body: `<iframe id="ad" src="${evil.origin}/" title="Advertisement"></iframe>${scene.snippet()}`,
  });
  await talks(v);
  const label = await v.launcher.getAttribute('aria-label');
  const forge = (types: string[], to: 'parent' | 'self') => {
    const target = to === 'parent' ? window.parent : window;
    const payload = { label: 'Forged', close: 'Forged', title: 'Forged', css: '' };
    for (const type of types) target.postMessage({ baton: 1, type, payload }, '*');
  };
  const ours = ['look', 'event', 'known', 'warn', 'close', 'stop'];
  const ad = page.frames().find((f) => f.url().startsWith(evil.origin));
  // From an advertisement in the page, and from the page to itself as if it were the panel.
  await ad?.evaluate(`(${forge})(${JSON.stringify(ours)}, 'parent')`);
  await page.evaluate(`(${forge})(${JSON.stringify(ours)}, 'self')`);
  // What was posted before has been delivered once this has.
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        addEventListener('message', (m) => m.data === 'last' && done());
        postMessage('last', '*');
      }),
  );
  await expect(page.locator('baton-chat iframe')).toBeVisible();
  expect(await v.launcher.getAttribute('aria-label')).toBe(label);

  // A window that the page opens on the panel hears nobody: its parent is itself.
  const [popup, opened] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluateHandle((address) => window.open(address), v.frame.url()),
  ]);
  await popup.waitForLoadState();
  await opened.evaluate((opened) => {
    const init = { site: { key: 'x', name: 'Forged' }, page: { url: '', title: '' }, resume: true };
    for (const type of ['init', 'open']) {
      opened?.postMessage({ baton: 1, type, payload: init }, '*');
    }
  });
  await expect(popup.locator('#app')).toBeEmpty();
  expect(host.reports).toEqual([]);
  await popup.close();
  await evil.stop();
});

test('keys that are pressed in the panel are not heard by the host', async ({ page, scene }) => {
  const { v } = await visit(page, scene, '/keys', { body: scene.snippet() });
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    for (const kind of ['keydown', 'keypress', 'keyup', 'input'] as const) {
      window.addEventListener(kind, (event) => heard.push(`${event.type}`), true);
    }
  });
  await v.open();
  await page.evaluate('heard.length = 0');
  await v.composer.pressSequentially('gi/?');
  await v.composer.press('Enter');
  await expect(v.said('gi/?')).toHaveCount(1);
  expect(await page.evaluate('heard')).toEqual([]);
});

test('costs one request and stores nothing before it is opened, and goes without a trace', async ({
  page,
  scene,
}) => {
  const { baton, host } = scene;
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if ('value' in entry && typeof entry.value === 'number') shifts.push(entry.value);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const { v, watch } = await visit(page, scene, '/cheap', {
    body: `${'<p>Words of the page.</p>'.repeat(200)}${scene.snippet()}`,
  });
  await page.waitForLoadState('networkidle');
  const stored = () => page.evaluate(() => localStorage.length + sessionStorage.length);
  expect(watch.to(baton)).toEqual(['/widget.js']);
  expect(await page.context().cookies()).toEqual([]);
  expect(await stored()).toBe(0);

  // Coming near loads the panel, but begins nothing.
  await v.launcher.hover();
  await expect.poll(() => page.frames().length).toBe(2);
  await page.waitForLoadState('networkidle');
  expect(await page.context().cookies()).toEqual([]);
  expect(await stored()).toBe(0);
  expect(watch.sockets).toEqual([]);

  await v.open();
  await v.say('Hello');
  await expect.poll(() => watch.sockets.length).toBe(1);
  const [cookie] = await page.context().cookies(baton);
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'None' });
  expect(watch.beyond(baton, host.origin)).toEqual([]);

  await v.panel.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('baton-chat iframe')).toBeHidden();
  await page.evaluate(`Baton('shutdown')`);
  await expect(page.locator('baton-chat')).toHaveCount(0);
  await expect.poll(() => watch.sockets.every((socket) => socket.isClosed())).toBe(true);
  expect(page.frames()).toHaveLength(1);
  const before = watch.requests.length;
  await page.evaluate(() => history.pushState(null, '', '/elsewhere'));
  expect(await page.evaluate('shifts')).toEqual([]);
  expect(watch.requests).toHaveLength(before);
  expect(watch.complaints).toEqual([]);
});

test('a cold opening asks for at most four things before the visitor can write', async ({
  page,
  scene,
}) => {
  const { v, watch } = await visit(page, scene, '/cold', { body: scene.snippet() });
  await page.waitForLoadState('networkidle');
  await page.evaluate(`Baton('open')`);
  await expect(v.composer).toBeFocused();
  // The portraits of who answers come beside, and hold nothing up.
  const asked = watch
    .to(scene.baton)
    .filter((path) => path !== '/widget.js' && !path.endsWith('/picture'));
  expect(asked.length, asked.join(' ')).toBeLessThanOrEqual(4);
});

test('tells the host what happens, and never what was said', async ({
  page,
  scene,
  browser,
  server,
}) => {
  const { v } = await visit(page, scene, '/events', { body: scene.snippet() });
  await page.evaluate(`
    window.told = [];
    for (const name of ['ready', 'open', 'message', 'handoff', 'conversation', 'rated']) {
      Baton('on', name, (detail) => told.push([name, detail]));
    }`);
  const agent = await Colleague.signIn(browser, server.demo.dashboard, server.demo.agents[0]);
  await talks(v);
  await v.askForPerson();
  await agent.accept();
  await agent.say('The secret word is swordfish.');
  await expect(v.said('The secret word is swordfish.')).toHaveCount(1);
  await agent.resolve();
  await expect(v.panel.getByText('How was it with Anna?')).toBeVisible();
  const told = JSON.stringify(await page.evaluate('told'));
  for (const part of ['"ready"', '"joined"', '"Anna"', '{"from":"agent"}', '"resolved"']) {
    expect(told).toContain(part);
  }
  expect(told).not.toContain('swordfish');
  expect(told).not.toContain('delivery');
  await agent.leave();
});
