import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { components, paths } from './api.gen.ts';
import { ApiError, readError } from './errors.ts';
import type { Session } from './session.ts';

export type Schema = components['schemas'];
export type Api = Client<paths>;

/** Operations that need no access token. */
const open = ['/auth/', '/setup'];

/** The REST client: it brings the access token along, and asks once more when that had just ended. */
export function createApi(session: Session, fetcher: typeof fetch): Api {
  const api = createClient<paths>({
    baseUrl: new URL('/api/v1', location.origin).href,
    fetch: (request) => send(session, fetcher, request),
  });
  const refuse: Middleware = {
    async onResponse({ response }) {
      if (response.ok || response.status === 304) return;
      throw readError(await response.json().catch(() => undefined), response.status);
    },
  };
  api.use(refuse);
  return api;
}

async function send(session: Session, fetcher: typeof fetch, request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.slice('/api/v1'.length);
  const bare =
    open.some((start) => path.startsWith(start)) &&
    path !== '/auth/ticket' &&
    path !== '/auth/sign-out-everywhere';
  if (bare) return reach(fetcher, request);
  const again = request.clone();
  const first = await reach(fetcher, signed(request, await session.token()));
  if (first.status !== 401) return first;
  const token = await session.refresh();
  if (token === undefined) return first;
  const second = await reach(fetcher, signed(again, token));
  if (second.status === 401) session.leave('expired');
  return second;
}

function signed(request: Request, token: string | undefined): Request {
  if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

async function reach(fetcher: typeof fetch, request: Request): Promise<Response> {
  try {
    return await fetcher(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(
      'unreachable',
      'The server cannot be reached. Check your connection and try again.',
    );
  }
}

/** The data of an answer. Refusals have been thrown by then. */
export function data<T>(answer: { data?: T }): T {
  if (answer.data === undefined)
    throw new ApiError('internal', 'The server answered without content.');
  return answer.data;
}
