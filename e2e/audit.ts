import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Axe itself. A window that has it already is not made to read it again. */
const once = `if (!window.axe) { ${axe.source} }`;

/** What can change with the colour scheme alone. */
const colours = ['color-contrast', 'link-in-text-block'];

const phone = { width: 390, height: 844 };

/** Waits until nothing on the page is on its way from one look to another. */
async function settle(page: Page): Promise<void> {
  await Promise.all(
    page.frames().map(async (frame) => {
      if (frame.isDetached() || frame.url() === 'about:blank') return;
      await frame.waitForFunction(() =>
        document
          .getAnimations()
          .every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity),
      );
    }),
  );
}

/** Runs axe over the screens of a walk. What it finds fails the test, but the walk goes on. */
export class Audit {
  readonly #page: Page;
  readonly #within: string | undefined;

  /** `within` names the part of the page that is ours, frames included; without it all of it is. */
  constructor(page: Page, within?: string) {
    this.#page = page;
    this.#within = within;
  }

  /** Checks the screen as it stands. */
  async light(name: string): Promise<void> {
    await this.#check(name);
  }

  /** Checks the screen as it stands, light and dark. */
  async screen(name: string): Promise<void> {
    await this.#check(name);
    await this.#dark(() => this.#check(`${name}, dark`, colours));
  }

  /** Checks the screen as it stands, and dark on a phone, where it must not scroll sideways. */
  async shrunk(name: string): Promise<void> {
    await this.#check(name);
    await this.#dark(() => this.#phone(name));
  }

  /** Checks a screen that has more on a desk than on a phone. */
  async wide(name: string): Promise<void> {
    await this.screen(name);
    await this.#phone(name);
  }

  async #dark(check: () => Promise<void>): Promise<void> {
    await this.#page.emulateMedia({ colorScheme: 'dark' });
    await check();
    await this.#page.emulateMedia({ colorScheme: 'light' });
  }

  async #phone(name: string): Promise<void> {
    const page = this.#page;
    const before = page.viewportSize();
    await page.setViewportSize(phone);
    await this.#check(`${name}, phone`);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(overflow, `${name} scrolls sideways on a phone`).toBeLessThanOrEqual(0);
    if (before) await page.setViewportSize(before);
  }

  async #check(name: string, rules?: string[]): Promise<void> {
    await settle(this.#page);
    const builder = new AxeBuilder({ page: this.#page, axeSource: once }).options({
      resultTypes: ['violations', 'incomplete'],
      runOnly: rules
        ? { type: 'rule', values: [...rules, 'frame-tested'] }
        : { type: 'tag', values: levels },
      rules: { 'frame-tested': { enabled: true } },
    });
    // They hand the focus on in the moment they get it, so nobody is ever on one.
    builder.exclude('[data-base-ui-focus-guard]');
    if (this.#within) builder.include(this.#within);
    // Frames of another origin need a slower way, which goes through a page of its own.
    else builder.setLegacyMode();
    const { violations, incomplete } = await builder.analyze();
    const missed = incomplete.filter(({ id }) => id === 'frame-tested');
    const found = [...violations, ...missed].flatMap(({ id, help, nodes }) =>
      nodes.map(
        (node) => `${id} at ${node.target.flat().join(' ')}: ${node.any[0]?.message ?? help}`,
      ),
    );
    expect.soft(found.join('\n'), name).toBe('');
  }
}
