import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newClientID } from './client-id.ts';
import type { Ack } from './frames.ts';
import { type Keep, openKeep, openMemory } from './keep.ts';
import { type Letter, Outbox, type OutboxOptions } from './outbox.ts';
import { Lost, Refused } from './refused.ts';
import { onlyTab, type Tabs } from './tabs.ts';

/** A server that stores each client id once and answers a repeated one as it did the first time. */
class Server {
  readonly stored: Letter[] = [];
  readonly asked: string[] = [];
  /** What befalls the next requests, before or after they were stored. */
  readonly mishaps: (Error | 'answer lost' | undefined)[] = [];

  post = async (letter: Letter): Promise<Ack> => {
    this.asked.push(letter.text);
    const mishap = this.mishaps.shift();
    if (mishap instanceof Error) throw mishap;
    if (!this.stored.some((l) => l.client_id === letter.client_id)) this.stored.push(letter);
    if (mishap) throw new Lost('answer lost');
    return {
      conversation: letter.conversation || 'conversation-1',
      client_id: letter.client_id,
      seq: this.stored.findIndex((l) => l.client_id === letter.client_id) + 1,
      at: '2026-01-01T00:00:00Z',
    };
  };

  get texts(): string[] {
    return this.stored.map((l) => l.text);
  }
}

/** Several tabs of one browser: one lock, one channel. */
class Browser {
  readonly #listeners = new Map<object, (news: unknown) => void>();
  #line: Promise<void> = Promise.resolve();

  tab(): Tabs {
    const me = {};
    return {
      alone: (fn) => {
        this.#line = this.#line.then(fn, fn);
        return this.#line;
      },
      tell: (news) => {
        for (const [who, fn] of this.#listeners) if (who !== me) fn(structuredClone(news));
      },
      listen: (fn) => {
        this.#listeners.set(me, fn);
        return () => this.#listeners.delete(me);
      },
    };
  }
}

let server: Server;
let keep: Keep;
let shown: Letter[];

function make(options: Partial<OutboxOptions> = {}): Outbox {
  return new Outbox({
    keep,
    post: server.post,
    onChange: (letters) => {
      shown = letters;
    },
    ...options,
  });
}

const drawn = () => shown.map((l) => `${l.text}:${l.state.is}`);
const idle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  server = new Server();
  keep = openMemory();
  shown = [];
});

afterEach(() => {
  vi.useRealTimers();
});

describe('one tab', () => {
  it('draws at once, sends in order and one after another, and forgets what the timeline shows', async () => {
    const outbox = make();
    for (const text of ['a', 'b', 'c']) outbox.add('conversation-1', text);
    expect(drawn()).toEqual(['a:queued', 'b:queued', 'c:queued']);
    expect(server.asked).toEqual([]);
    outbox.open();
    await idle();
    expect(server.texts).toEqual(['a', 'b', 'c']);
    expect(drawn()).toEqual(['a:sent', 'b:sent', 'c:sent']);
    expect(keep.names()).toEqual([]);
    outbox.arrived(server.stored.slice(0, 2).map((l) => l.client_id));
    expect(drawn()).toEqual(['c:sent']);
  });

  it('puts messages that began a conversation together into the same one', async () => {
    const outbox = make();
    outbox.add('', 'a');
    outbox.add('', 'b');
    outbox.open();
    await idle();
    expect(server.stored.map((l) => l.conversation)).toEqual(['', 'conversation-1']);
  });

  it('sends again with the same id when the answer was lost: stored once', async () => {
    const outbox = make();
    server.mishaps.push('answer lost');
    outbox.open();
    outbox.add('conversation-1', 'a');
    outbox.add('conversation-1', 'b');
    await idle();
    expect(drawn()).toEqual(['a:queued', 'b:queued']);
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.asked).toEqual(['a', 'a', 'b']);
    expect(server.texts).toEqual(['a', 'b']);
  });

  it('waits while shut, and goes on when open', async () => {
    const outbox = make();
    outbox.open();
    outbox.shut();
    outbox.add('conversation-1', 'a');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.asked).toEqual([]);
    outbox.open();
    await idle();
    expect(server.texts).toEqual(['a']);
  });

  it('parks what the server refuses, with the reason, and goes on with the next', async () => {
    const outbox = make();
    server.mishaps.push(new Refused({ code: 'invalid', say: 'Too long.' }));
    outbox.open();
    const a = outbox.add('conversation-1', 'a');
    outbox.add('conversation-1', 'b');
    await idle();
    expect(drawn()).toEqual(['a:failed', 'b:sent']);
    expect(shown[0]?.state).toMatchObject({ refusal: { say: 'Too long.' } });
    outbox.retry(a.client_id);
    await idle();
    expect(server.stored.map((l) => l.client_id)).toContain(a.client_id);
  });

  it('gives a message a new id when its old one stands for another text', async () => {
    const outbox = make();
    server.mishaps.push(new Refused({ code: 'conflict', say: 'Used already.' }));
    outbox.open();
    const a = outbox.add('conversation-1', 'a');
    await idle();
    outbox.retry(a.client_id);
    await idle();
    expect(server.stored).toHaveLength(1);
    expect(server.stored[0]?.client_id).not.toBe(a.client_id);
  });

  it('waits out what will pass, and gives up in the end', async () => {
    const outbox = make();
    server.mishaps.push(...Array(5).fill(new Refused({ code: 'unavailable', say: 'Later.' })));
    outbox.open();
    outbox.add('conversation-1', 'a');
    await idle();
    expect(drawn()).toEqual(['a:queued']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(drawn()).toEqual(['a:failed']);
    expect(server.asked).toHaveLength(5);
  });

  it('deletes a message that was not sent, here and in the keep', async () => {
    const outbox = make();
    const a = outbox.add('conversation-1', 'a');
    outbox.remove(a.client_id);
    expect(drawn()).toEqual([]);
    outbox.open();
    await idle();
    expect(server.asked).toEqual([]);
    expect(keep.names()).toEqual([]);
  });
});

describe('after a reload', () => {
  it('goes on where it was, failures included, in the order of writing', async () => {
    const before = make();
    server.mishaps.push(new Refused({ code: 'forbidden', say: 'No.' }));
    before.open();
    before.add('conversation-1', 'a');
    await idle();
    before.shut();
    before.add('conversation-1', 'b');
    before.add('conversation-1', 'c');
    before.dispose();

    const after = make();
    expect(after.letters.map((l) => `${l.text}:${l.state.is}`)).toEqual([
      'a:failed',
      'b:queued',
      'c:queued',
    ]);
    after.open();
    await idle();
    expect(server.texts).toEqual(['b', 'c']);
  });

  it('passes over what it cannot read', () => {
    keep.set('x', '{"client_id":1}');
    keep.set('y', 'not json');
    expect(make().letters).toEqual([]);
  });
});

describe('two tabs of one browser', () => {
  it('share one queue: each message goes out once, and both see it leave', async () => {
    const browser = new Browser();
    const views = new Map<string, Letter[]>();
    const tab = (name: string) =>
      make({
        tabs: browser.tab(),
        onChange: (letters) => {
          views.set(name, letters);
        },
      });
    const one = tab('one');
    const two = tab('two');
    one.add('conversation-1', 'a');
    two.add('conversation-1', 'b');
    one.add('conversation-1', 'c');
    expect(views.get('two')?.map((l) => l.text)).toEqual(['a', 'b', 'c']);
    one.open();
    two.open();
    await idle();
    expect(server.asked).toEqual(['a', 'b', 'c']);
    expect(views.get('two')?.map((l) => l.state.is)).toEqual(['sent', 'sent', 'sent']);
  });

  it('draw nothing twice when a message is in the timeline before its tab has told of it', () => {
    let tell: (news: unknown) => void = () => undefined;
    const slow: Tabs = {
      ...onlyTab,
      listen: (fn) => {
        tell = fn;
        return () => undefined;
      },
    };
    const reader = make({ tabs: slow });
    const { client_id } = make().add('conversation-1', 'a');
    reader.arrived([client_id]);
    tell({ changed: true });
    expect(reader.letters).toEqual([]);
  });

  it('send what the other tab left behind', async () => {
    const browser = new Browser();
    const one = make({ tabs: browser.tab() });
    const two = make({ tabs: browser.tab() });
    one.add('conversation-1', 'a');
    one.dispose();
    two.open();
    await idle();
    expect(server.texts).toEqual(['a']);
  });

  it('waits and tries again when the lock is refused, and does not spin', async () => {
    let asked = 0;
    const refusing: Tabs = {
      alone: () => {
        asked += 1;
        return asked < 3 ? Promise.reject(new DOMException('denied')) : Promise.resolve();
      },
      tell: () => undefined,
      listen: () => () => undefined,
    };
    const outbox = make({ tabs: refusing });
    outbox.open();
    outbox.add('conversation-1', 'a');
    await idle();
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked).toBe(2);
    outbox.dispose();
  });

  it('store each message once even without locks and channels', async () => {
    const one = make();
    one.add('conversation-1', 'a');
    const two = make();
    two.add('conversation-1', 'b');
    one.open();
    two.open();
    await idle();
    expect(server.texts.sort()).toEqual(['a', 'b']);
  });
});

describe('the keep', () => {
  it('works where storage throws', () => {
    const refused = openKeep('baton:', () => {
      throw new DOMException('denied', 'SecurityError');
    });
    refused.set('a', '1');
    expect(refused.get('a')).toBe('1');
    expect(refused.names()).toEqual(['a']);
    refused.remove('a');
    expect(refused.get('a')).toBeUndefined();
  });

  it('keeps for itself what the storage has no room for', () => {
    const store = new Map<string, string>();
    const full = {
      get length() {
        return store.size;
      },
      key: (i: number) => [...store.keys()][i] ?? null,
      getItem: (k: string) => store.get(k) ?? null,
      setItem: (k: string, v: string) => {
        if (v.length > 3) throw new DOMException('full', 'QuotaExceededError');
        store.set(k, v);
      },
      removeItem: (k: string) => {
        store.delete(k);
      },
      clear: () => store.clear(),
    };
    const small = openKeep('baton:', () => full);
    small.set('a', '1');
    small.set('b', '12345');
    expect([...store.entries()]).toEqual([['baton:a', '1']]);
    expect(small.names().sort()).toEqual(['a', 'b']);
    expect(small.get('b')).toBe('12345');
  });
});

it('makes client ids that the server accepts', () => {
  const ids = new Set(Array.from({ length: 100 }, newClientID));
  expect(ids.size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
});
