import type { SocketEvents } from '@baton/shared/connection';
import type { Ground } from '../data/ground.ts';
import { PlayedBrowser } from './browser.ts';
import { House } from './house.ts';
import { anna, ben, fillArticles, fillPeople, fillSites } from './people.ts';
import { Refusal } from './refusal.ts';
import { routes } from './routes.ts';
import { fillRouting } from './routing.ts';
import { fillConversations } from './scene.ts';

/** Which state the mock shows; chosen by ?scene=NAME, kept for the tab. */
export type Scene =
  | 'full'
  | 'empty'
  | 'offer'
  | 'offline'
  | 'slow'
  | 'failing'
  | 'builtin'
  | 'agent'
  | 'signedout'
  | 'setup'
  | 'live'
  | 'supervisor'
  /** As full, but nothing goes on by itself: for tests. */
  | 'quiet';

export function mockGround(scene: Scene = chosen(), house = new House()): Ground {
  fillSites(house);
  if (scene !== 'setup')
    fillPeople(house, scene === 'agent' || scene === 'supervisor' ? scene : 'admin');
  fillRouting(house);
  fillArticles(house);
  if (scene !== 'empty' && scene !== 'setup') fillConversations(house);
  house.copilot = scene === 'builtin' ? 'built_in' : 'model';
  house.signedOut = scene === 'signedout';
  house.seen = scene === 'live';
  if (scene === 'failing') house.failing.add('conversation');
  return {
    browser: new PlayedBrowser(),
    fetch: async (input) => {
      const request =
        input instanceof Request
          ? input
          : new Request(new URL(String(input), location.href), { method: 'POST' });
      if (scene === 'slow') await new Promise((go) => setTimeout(go, 60_000));
      return serve(house, request);
    },
    socket: (_, events) => connect(house, events, scene),
  };
}

function chosen(): Scene {
  const asked = new URLSearchParams(location.search).get('scene');
  if (asked) sessionStorage.setItem('baton-scene', asked);
  return (asked ?? sessionStorage.getItem('baton-scene') ?? 'full') as Scene;
}

async function serve(house: House, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/api\/v1/, '');
  const text = request.method === 'GET' ? '' : await request.text();
  const body: Record<string, unknown> = text ? JSON.parse(text) : {};
  for (const [method, pattern, handle] of routes) {
    const found = method === request.method ? pattern.exec(path) : null;
    if (!found) continue;
    try {
      const answer = handle({
        house,
        body,
        query: url.searchParams,
        params: found.slice(1).map(decodeURIComponent),
      });
      if (answer instanceof Response) return answer;
      return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return Response.json(
        {
          code: error.code,
          say: error.message,
          request_id: 'req-8f3c-21aa',
          ...(error.field ? { field: error.field } : {}),
          ...error.detail,
        },
        { status: error.status },
      );
    }
  }
  return Response.json(
    { code: 'not_found', say: `The mock has no ${request.method} ${path}.`, request_id: 'mock' },
    { status: 404 },
  );
}

function connect(house: House, events: SocketEvents, scene: Scene) {
  let open = true;
  if (scene === 'offline') {
    setTimeout(() => events.closed(1006), 10);
    return { send: () => undefined, close: () => undefined };
  }
  const say = (frame: Record<string, unknown>) => open && events.text(JSON.stringify(frame));
  const listener = (frame: Record<string, unknown>) => setTimeout(() => say(frame), 30);
  const hangUp = () => {
    open = false;
    house.listeners.delete(listener);
    house.lines.delete(cut);
  };
  const cut = () => {
    hangUp();
    events.closed(1006);
  };
  house.listeners.add(listener);
  setTimeout(() => events.open(), 10);
  return {
    send(text: string) {
      const frame: Record<string, unknown> = JSON.parse(text);
      if (frame['t'] === 'hello') {
        say({ t: 'welcome', epoch: 'mock', node: 'mock', session: 's', heartbeat: 15 });
        house.lines.add(cut);
        perform(house, say, scene);
      }
      if (frame['t'] === 'post' || frame['t'] === 'note') post(house, say, frame);
    },
    close: hangUp,
  };
}

/** Stores what the agent sends; the visitor of an active conversation answers after a while. */
function post(
  house: House,
  say: (frame: Record<string, unknown>) => unknown,
  frame: Record<string, unknown>,
): void {
  const id = String(frame['conversation']);
  const text = String(frame['text']);
  const refused = /\bfail\b/i.test(text);
  setTimeout(() => {
    if (refused) {
      say({
        t: 'refused',
        ref: frame['ref'],
        error: {
          code: 'conflict',
          say: 'Ben Okafor has this conversation. Take it over first, or write a note.',
          request_id: 'req-8f3c-21aa',
        },
      });
      return;
    }
    const kind = frame['t'] === 'note' ? 'note.posted' : 'message.posted';
    const entry = house.add(
      id,
      { kind: 'agent', id: house.me },
      kind,
      { text },
      { clientId: String(frame['client_id']) },
    );
    say({
      t: 'ack',
      ref: frame['ref'],
      conversation: id,
      client_id: frame['client_id'],
      seq: entry.seq,
      at: entry.at,
    });
    if (kind === 'message.posted') visitorAnswers(house, id, entry.seq);
  }, 250);
}

function visitorAnswers(house: House, id: string, seq: number): void {
  const c = house.case(id);
  if (!c) return;
  const visitor = { kind: 'visitor' as const, id: c.visitor.id };
  setTimeout(() => {
    c.seen = { ...c.seen, visitor: seq };
    house.tell({ t: 'seen', conversation: id, visitor: seq });
    house.tell({ t: 'typing', conversation: id, by: visitor, on: true, text: 'That sounds' });
  }, 1200);
  setTimeout(
    () => house.add(id, visitor, 'message.posted', { text: 'That sounds good, thank you!' }),
    4500,
  );
}

/** What goes on by itself: a colleague looks and writes, a visitor types, the assistant answers. */
function perform(
  house: House,
  say: (frame: Record<string, unknown>) => unknown,
  scene: Scene,
): void {
  if (['empty', 'setup', 'quiet', 'agent', 'supervisor'].includes(scene)) return;
  say({ t: 'viewing', conversation: 'maria-lindqvist', agents: [ben] });
  say({ t: 'viewing', conversation: 'rosa-oliveira', agents: [ben] });
  const again = () => {
    say({
      t: 'typing',
      conversation: 'visitor-ghent',
      by: { kind: 'visitor', id: 'visitor-visitor-ghent' },
      on: true,
    });
    say({
      t: 'typing',
      conversation: 'maria-lindqvist',
      by: { kind: 'agent', id: ben },
      on: true,
      note: true,
      name: 'Ben Okafor',
    });
  };
  again();
  setInterval(again, 4000);
  [
    'The locks that insurers ask for',
    ' carry the **Sold Secure Gold** mark;',
    ' in our shop these are the two',
  ].forEach((text, i) => {
    setTimeout(
      () => say({ t: 'draft', conversation: 'lea-moreau', run: 'run-live', text, n: i + 1 }),
      400 * (i + 1),
    );
  });
  if (scene !== 'offer') return;
  house.add('jonas-weber', { kind: 'system' }, 'offer.made', {
    offer: 'offer-jonas',
    agents: [anna],
    from: { kind: 'system' },
    expires_at: new Date(Date.now() + 20_000).toISOString(),
    why: 'German, e-bikes 3; waited 0:42; longest idle of 3 who could',
  });
  house.add('ivy-chen', { kind: 'agent', id: 'agent-chiara-romano' }, 'offer.made', {
    offer: 'offer-ivy',
    agents: [anna],
    from: { kind: 'agent', id: 'agent-chiara-romano' },
    note: 'Ivy asks about her invoice now, that is yours.',
    warm: true,
    expires_at: new Date(Date.now() + 15_000).toISOString(),
  });
}
