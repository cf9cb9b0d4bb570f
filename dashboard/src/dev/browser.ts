import { openMemory } from '@baton/shared/keep';
import type { Browser, Subscription } from '../data/browser.ts';

const android =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';

/** A browser as push knows it, without a push service: for tests and the mock. */
export class PlayedBrowser implements Browser {
  signs = { userAgent: android, brands: [] as string[], touchPoints: 5 };
  secure = true;
  takesPush = true;
  readonly keep = openMemory();
  allowed: NotificationPermission = 'default';
  /** What the person answers when they are asked. */
  answer: NotificationPermission = 'granted';
  /** How often they were. */
  asked = 0;
  held: Subscription | undefined;
  /** Why no push service gives an address. */
  broken: string | undefined;
  readonly #listeners = new Set<(path: string) => void>();
  #count = 0;

  permission(): NotificationPermission {
    return this.allowed;
  }

  async ask(): Promise<NotificationPermission> {
    this.asked += 1;
    if (this.allowed === 'default') this.allowed = this.answer;
    return this.allowed;
  }

  async subscription(): Promise<Subscription | undefined> {
    return this.held;
  }

  async subscribe(key: string): Promise<Subscription> {
    if (this.broken) throw new DOMException(this.broken, 'AbortError');
    this.#count += 1;
    this.held = {
      endpoint: `https://push.example/${this.#count}`,
      p256dh: 'BPublic',
      auth: 'secret',
      key,
    };
    return this.held;
  }

  async unsubscribe(): Promise<void> {
    this.held = undefined;
  }

  onOpen(listener: (path: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A notification is pressed. */
  press(path: string): void {
    for (const listener of [...this.#listeners]) listener(path);
  }
}
