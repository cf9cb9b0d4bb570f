import { type Browser, type BrowserContextOptions, expect, type Page } from '@playwright/test';

/** A visitor's tab on a page that has the chat. */
export class Visitor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a tab in a browser of its own. */
  static async arrive(
    browser: Browser,
    address: string,
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    return Visitor.inNewTab(await context.newPage(), address);
  }

  static async inNewTab(page: Page, address: string): Promise<Visitor> {
    await page.goto(address);
    const visitor = new Visitor(page);
    await expect(visitor.launcher).toBeVisible();
    return visitor;
  }

  get launcher() {
    return this.page.locator('baton-chat').getByRole('button').last();
  }

  get panel() {
    return this.page.frameLocator('baton-chat iframe');
  }

  /** The panel's own window, for what only its scripts can tell. */
  get frame() {
    const frame = this.page.frames().find((f) => /\/w\//.test(f.url()));
    if (!frame) throw new Error('the panel is not loaded');
    return frame;
  }

  get composer() {
    return this.panel.locator('textarea.type');
  }

  get list() {
    return this.panel.getByRole('region', { name: 'Conversation' });
  }

  /** One message or line of the list, by its whole text. */
  said(text: string) {
    return this.list.getByText(text, { exact: true });
  }

  /** Tells who they are, as the host page does for somebody who has signed in there. */
  async identify(who: { name: string; email?: string }): Promise<void> {
    await this.page.evaluate(`Baton('identify', ${JSON.stringify(who)})`);
  }

  async open(): Promise<this> {
    await this.launcher.click();
    await expect(this.composer).toBeVisible();
    return this;
  }

  /** Opens the panel in the conversation that is going on; what is unread opens it by itself. */
  async resume(): Promise<this> {
    await this.open();
    const last = this.panel.getByText('Continue your last chat');
    await expect(last.or(this.list)).toBeVisible();
    if (await last.isVisible()) await last.click();
    await expect(this.list).toBeVisible();
    return this;
  }

  async reload(): Promise<this> {
    await this.page.reload();
    return this.resume();
  }

  /** Writes and sends; what was written stands in the list, sent or not. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await expect(this.said(text)).toHaveCount(1);
  }

  /** Asks for a person in words, and reads what happens next. */
  async askForPerson(): Promise<void> {
    await this.say('can I talk to someone real?');
    await expect(this.list.getByText(/won’t have to explain it again/)).toBeVisible();
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}
