import { type Browser, type BrowserContextOptions, expect, type Page } from '@playwright/test';
import type { Account } from './demo.ts';

/** Somebody of the team with the dashboard open. */
export class Colleague {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Signs in, in a browser of their own. */
  static async signIn(
    browser: Browser,
    dashboard: string,
    who: Account,
    options: BrowserContextOptions = {},
  ): Promise<Colleague> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    await page.goto(dashboard);
    await page.getByLabel('Email').fill(who.email);
    await page.getByLabel('Password', { exact: true }).fill(who.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const colleague = new Colleague(page);
    await colleague.ready();
    return colleague;
  }

  /** Waits until visitors can be joined: available, and connected. */
  async ready(): Promise<void> {
    await expect(this.status).toHaveAccessibleName(/Available/);
    await expect(this.page.getByRole('button', { name: 'Connected', exact: true })).toBeVisible();
  }

  get status() {
    return this.page.getByRole('button', { name: /^Your status/ });
  }

  get conversation() {
    return this.page.getByRole('region', { name: /^Conversation with/ });
  }

  get conversationId(): string {
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
  }

  /** A message or line of the conversation, by its whole text. */
  said(text: string) {
    return this.conversation.getByText(text, { exact: true });
  }

  get reply() {
    return this.page.getByRole('textbox', { name: /^Reply to/ });
  }

  get note() {
    return this.page.getByRole('textbox', { name: 'Note for the team' });
  }

  /** Accepts what is offered. */
  async accept(): Promise<void> {
    await this.page.getByRole('button', { name: 'Accept', exact: true }).click();
    await expect(this.reply).toBeVisible();
  }

  /** Opens the first of a list and takes it by hand, as somebody does to whom nothing is offered. */
  async claimFirstOf(list: string): Promise<void> {
    await this.page.goto(new URL(`/inbox?list=${list}`, this.page.url()).href);
    const rows = this.page.getByRole('region', { name: 'Conversations' });
    await rows
      .getByText(/^Visitor/)
      .first()
      .click();
    await this.page.getByRole('button', { name: 'Claim', exact: true }).first().click();
    await expect(this.reply).toBeVisible();
  }

  /** Chooses one of the four statuses. */
  async be(status: 'Available' | 'Busy' | 'Away' | 'Offline'): Promise<void> {
    await this.status.click();
    await this.page.getByRole('menuitemradio', { name: status }).click();
    await expect(this.status).toHaveAccessibleName(new RegExp(status));
  }

  async say(text: string): Promise<void> {
    await this.reply.fill(text);
    await this.reply.press('Control+Enter');
    await expect(this.reply).toHaveValue('');
  }

  async noteDown(text: string): Promise<void> {
    await this.page.getByRole('tab', { name: 'Note', exact: true }).click();
    await this.note.fill(text);
    await this.note.press('Control+Enter');
    await expect(this.note).toHaveValue('');
  }

  async resolve(): Promise<void> {
    await this.page.getByRole('button', { name: 'Resolve', exact: true }).click();
  }

  /** Proposes the open conversation to a colleague. */
  async offerTo(name: string, way: 'Stay until they accept' | 'Leave now', note: string) {
    await this.page.getByRole('button', { name: 'Transfer', exact: true }).click();
    const dialog = this.page.getByRole('dialog', { name: /^Transfer/ });
    await dialog.getByRole('radio', { name: new RegExp(name) }).check();
    await dialog.getByRole('radio', { name: new RegExp(way) }).check();
    await dialog.getByLabel(/^Note/).fill(note);
    await dialog.getByRole('button', { name: `Offer to ${name}` }).click();
    await expect(dialog).toHaveCount(0);
  }

  /** Chooses one of what stands behind the conversation's three dots. */
  async choose(action: string): Promise<void> {
    await this.page.getByRole('button', { name: 'More', exact: true }).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}
