// The server's part in a scene: answers questions, opens a socket that says what the scene says.

import type { SocketEvents } from '@baton/shared/connection';
import { Lost, Refused } from '@baton/shared/refused';
import type { Session } from '../panel/api.ts';
import type { Ask } from '../panel/ask.ts';
import { anna, ben, noor } from './faces.ts';
import { article, present, type Scene } from './scenes.ts';

const site = {
  id: 'site-demo',
  key: 'site-demo-key',
  name: 'Northwheel',
  locale: 'en',
  greeting: '',
  assistant: 'Pip',
  accent: '#3451D1',
  mode: 'live' as const,
  typing_preview: false,
  fallback_contact: 'hello@northwheel.example',
};

const articles = [
  {
    slug: 'which-cassette',
    title: 'Which cassette fits my hub?',
    excerpt: 'Look at the letters on the hub body.',
    collection: 'Cassettes and chains',
  },
  {
    slug: 'chain-slips-under-load',
    title: 'Chain slips under load',
    excerpt: 'Three causes, the quickest to check first.',
    collection: 'Cassettes and chains',
  },
  {
    slug: 'return-an-order',
    title: 'Return or exchange an order',
    excerpt: 'Within 30 days, with the label in your box.',
    collection: 'Orders',
  },
];

export function sessionOf(scene: Scene): Session {
  return {
    site,
    team: {
      open: true,
      online: true,
      expectation: {
        kind: 'range',
        low_seconds: 120,
        high_seconds: 300,
        made_at: new Date(present).toISOString(),
      },
      faces: [anna, ben, noor],
    },
    visitor: { id: 'visitor-maria', name: 'Maria Keller' },
    past: [],
    articles,
    ...(scene.life && { conversation: scene.life.snapshot(scene.team, scene.seen) }),
    ...scene.session,
  };
}

export const demoSite = site;

const never = new Promise<never>(() => undefined);

export function demoAsk(scene: Scene): Ask {
  return async (method, path, { query } = {}) => {
    if (path === '/session') {
      if (scene.server === 'away') throw new Lost('the demo server is away');
      if (scene.server === 'slow' && !scene.life) return never;
      return sessionOf(scene);
    }
    if (scene.server === 'slow') return never;
    if (path === `/articles/${article.slug}`) return article;
    if (path === '/articles') {
      const q = query?.['q']?.toLowerCase() ?? '';
      return { articles: articles.filter((a) => a.title.toLowerCase().includes(q)) };
    }
    if (method === 'GET') throw new Refused({ code: 'not_found', say: 'It is not there.' });
    return { conversation: scene.life?.id, entries: [] };
  };
}

export function demoSocket(scene: Scene) {
  let opened = 0;
  return (_url: string, events: SocketEvents) => {
    opened += 1;
    const first = opened === 1;
    const say = (frame: object) => setTimeout(() => events.text(JSON.stringify(frame)));
    if (first || scene.server !== 'drops') setTimeout(() => events.open());
    else setTimeout(() => events.closed(1006));
    return {
      send(text: string) {
        const frame = JSON.parse(text) as { t: string; ref: number; client_id: string };
        if (frame.t === 'hello') {
          say({ t: 'welcome', epoch: 'demo', node: 'demo', session: 'demo', heartbeat: 0 });
          for (const news of scene.frames ?? []) say(news);
          if (scene.server === 'drops') setTimeout(() => events.closed(1006), 20);
        }
        if (frame.t === 'post' && scene.server === 'refuses') {
          say({
            t: 'refused',
            ref: frame.ref,
            error: { code: 'invalid', say: 'This was refused.' },
          });
        }
      },
      close: () => undefined,
    };
  };
}
