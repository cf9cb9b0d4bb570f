import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi } from './api.ts';
import { Drafts } from './drafts.ts';
import { Session } from './session.ts';

let kept: [string, unknown][] = [];
let working = true;

function drafts(): Drafts {
  const fetcher: typeof fetch = async (input) => {
    const request =
      input instanceof Request
        ? input
        : new Request(new URL(String(input), 'http://localhost'), { method: 'POST' });
    if (request.url.endsWith('/refresh'))
      return Response.json({ code: 'signed_out', say: 'x', request_id: 'r' }, { status: 401 });
    kept.push([new URL(request.url).pathname.split('/')[4] ?? '', await request.json()]);
    return working
      ? new Response(null, { status: 204 })
      : Response.json({ code: 'unavailable', say: 'x', request_id: 'r' }, { status: 503 });
  };
  return new Drafts(createApi(new Session(fetcher), fetcher));
}

beforeEach(() => {
  kept = [];
  working = true;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('Drafts', () => {
  it('sends what was typed once the keys rest', async () => {
    const d = drafts();
    d.set('c1', 'reply', 'H');
    await vi.advanceTimersByTimeAsync(500);
    d.set('c1', 'reply', 'Hello');
    await vi.advanceTimersByTimeAsync(700);
    expect(kept).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(kept).toEqual([['c1', { kind: 'reply', text: 'Hello' }]]);
    expect(d.get('c1', 'reply')).toEqual({ text: 'Hello', state: 'kept' });
  });

  it('forgets at once what was sent or emptied', async () => {
    const d = drafts();
    d.set('c1', 'note', '');
    await vi.advanceTimersByTimeAsync(1);
    expect(kept).toEqual([['c1', { kind: 'note', text: '' }]]);
  });

  it('says that it is not kept when the server is away, and tries with the next keys', async () => {
    const d = drafts();
    working = false;
    d.set('c1', 'reply', 'Hello');
    await vi.advanceTimersByTimeAsync(900);
    expect(d.get('c1', 'reply').state).toBe('unkept');
  });

  it('takes over what the server had, unless something newer was typed here', () => {
    const d = drafts();
    d.seed('c1', { reply: 'from the server' });
    expect(d.get('c1', 'reply').text).toBe('from the server');
    d.set('c1', 'reply', 'typed here');
    d.seed('c1', { reply: 'from the server' });
    expect(d.get('c1', 'reply').text).toBe('typed here');
  });

  it('keeps replies and notes of each conversation apart, and sends all when the page goes', async () => {
    const d = drafts();
    d.set('c1', 'reply', 'a');
    d.set('c1', 'note', 'b');
    d.set('c2', 'reply', 'c');
    d.flush();
    await vi.advanceTimersByTimeAsync(1);
    expect(kept.map(([id]) => id).sort()).toEqual(['c1', 'c1', 'c2']);
  });
});
