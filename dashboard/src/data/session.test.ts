import { openMemory } from '@baton/shared/keep';
import { describe, expect, it, vi } from 'vitest';
import { createApi, data } from './api.ts';
import { ApiError } from './errors.ts';
import { Session, type SessionGrant } from './session.ts';

const grant = (token: string, lives = 600): SessionGrant => ({
  access_token: token,
  expires_at: new Date(Date.now() + lives * 1000).toISOString(),
  session: 'session-1',
  me: {
    agent: {
      id: 'agent-anna',
      name: 'Anna',
      role: 'agent',
      capacity: 4,
      languages: [],
      sites: [],
      teams: [],
      skills: {},
      translates: false,
      disabled: false,
      version: 1,
      presence: {
        agent: 'agent-anna',
        version: 1,
        at: '',
        status: 'available',
        reachable: true,
        load: 0,
        capacity: 4,
        shown: 'available',
        why: 'set',
      },
    },
    preferences: {},
  },
});

const refused = (status: number, code: string, more: object = {}) =>
  Response.json({ code, say: 'No.', request_id: 'req-1', ...more }, { status });

type Answer = (request: Request) => Response | Promise<Response>;

function server(answer: Answer) {
  const calls: string[] = [];
  const fetcher: typeof fetch = async (input, init) => {
    const request =
      input instanceof Request
        ? input
        : new Request(new URL(String(input), 'http://localhost'), init);
    const path = new URL(request.url).pathname;
    calls.push(
      `${path.replace('/api/v1', '')} ${request.headers.get('Authorization') ?? ''}`.trim(),
    );
    return answer(request);
  };
  return { fetcher, calls };
}

describe('Session', () => {
  it('asks for no token where no cookie was ever given', async () => {
    const { fetcher, calls } = server(() => Response.json(grant('t1')));
    const keep = openMemory();
    const fresh = new Session(fetcher, keep);
    await fresh.resume();
    expect([fresh.state().at, calls]).toEqual(['out', []]);
    fresh.enter(grant('t0'));
    const next = new Session(fetcher, keep);
    await next.resume();
    expect([next.state().at, calls]).toEqual(['in', ['/auth/refresh']]);
    next.leave('asked');
    const last = new Session(fetcher, keep);
    await last.resume();
    expect([last.state().at, calls.length]).toEqual(['out', 1]);
  });

  it('asks once for a token, however many want it', async () => {
    const { fetcher, calls } = server(() => Response.json(grant('t1')));
    const session = new Session(fetcher);
    expect(await Promise.all([session.token(), session.token(), session.refresh()])).toEqual([
      't1',
      't1',
      't1',
    ]);
    expect(calls).toHaveLength(1);
  });

  it('renews a token a little before it ends, not sooner', async () => {
    const { fetcher, calls } = server(() => Response.json(grant('t2')));
    const session = new Session(fetcher);
    session.enter(grant('t1', 300));
    expect(await session.token()).toBe('t1');
    session.enter(grant('t1', 30));
    expect(await session.token()).toBe('t2');
    expect(calls).toHaveLength(1);
  });

  it('knows an ended session from a server that is away', async () => {
    const out = new Session(server(() => refused(401, 'signed_out')).fetcher);
    await out.refresh();
    expect(out.state()).toEqual({ at: 'out' });
    const away = new Session(
      server(() => {
        throw new TypeError('fetch failed');
      }).fetcher,
    );
    await expect(away.refresh()).rejects.toMatchObject({ code: 'unreachable' });
    expect(away.state()).toEqual({ at: 'unknown' });
  });

  it('tells why somebody who was in is out', async () => {
    const session = new Session(server(() => refused(401, 'signed_out')).fetcher);
    session.enter(grant('t1', 1));
    const heard = vi.fn();
    session.subscribe(heard);
    await session.token();
    expect(session.state()).toEqual({ at: 'out', why: 'expired' });
    expect(heard).toHaveBeenCalledOnce();
  });
});

describe('createApi', () => {
  it('brings the token along, and asks again with a new one when it had just ended', async () => {
    const { fetcher, calls } = server((request) => {
      if (request.url.endsWith('/refresh')) return Response.json(grant('t2'));
      return request.headers.get('Authorization') === 'Bearer t2'
        ? Response.json({ agents: [] })
        : refused(401, 'signed_out');
    });
    const session = new Session(fetcher);
    session.enter(grant('t1'));
    const api = createApi(session, fetcher);
    expect(data(await api.GET('/agents'))).toEqual({ agents: [] });
    expect(calls).toEqual(['/agents Bearer t1', '/auth/refresh', '/agents Bearer t2']);
  });

  it('sends a body again, too', async () => {
    const bodies: unknown[] = [];
    const { fetcher } = server(async (request) => {
      if (request.url.endsWith('/refresh')) return Response.json(grant('t2'));
      bodies.push(await request.json());
      return bodies.length === 1 ? refused(401, 'signed_out') : Response.json(grant('x').me);
    });
    const session = new Session(fetcher);
    session.enter(grant('t1'));
    await createApi(session, fetcher).PATCH('/me', { body: { name: 'Anna' } });
    expect(bodies).toEqual([{ name: 'Anna' }, { name: 'Anna' }]);
  });

  it('asks for no token where none is needed', async () => {
    const { fetcher, calls } = server(() => Response.json(grant('t1')));
    await createApi(new Session(fetcher), fetcher).POST('/auth/sign-in', {
      body: { email: 'a@b.de', password: 'x' },
    });
    expect(calls).toEqual(['/auth/sign-in']);
  });

  it('throws what the server says, with the field and the number to quote', async () => {
    const { fetcher } = server(() =>
      refused(400, 'invalid', { say: 'Write a name.', field: 'name' }),
    );
    const session = new Session(fetcher);
    session.enter(grant('t1'));
    const error = await createApi(session, fetcher)
      .PATCH('/me', { body: { name: '' } })
      .then(() => undefined)
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: 'invalid',
      message: 'Write a name.',
      field: 'name',
      requestId: 'req-1',
    });
  });

  it('makes an error of ours out of an answer that is none', async () => {
    const { fetcher } = server(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    const session = new Session(fetcher);
    session.enter(grant('t1'));
    await expect(createApi(session, fetcher).GET('/agents')).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
