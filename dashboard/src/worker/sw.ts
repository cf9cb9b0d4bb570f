// The service worker: it shows what the server pushes while no dashboard is open, and takes the person
// to where a notification points. It caches nothing and answers no request. It imports nothing either,
// so that it is one plain script; its few words are here because the catalogues belong to the page.
//
// When the browser changes its subscription nothing is done here: telling the server needs a token,
// which only a page has. The dashboard notices at its next start.

declare const self: ServiceWorkerGlobalScope;

/** The types lack what not every browser does: sounding again for a tag that is shown already. */
type Options = NotificationOptions & { renotify?: boolean };

interface Notice {
  title: string;
  options: Options;
}

const start = '/inbox';

// A worker in waiting would show old words until every tab is closed.
self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));

self.addEventListener('push', (event) => {
  const pushed = content(event.data);
  const { title, options } = notice(pushed, Date.now());
  event.waitUntil(show(title, options, text(Object(pushed).kind) === 'close'));
});

/** What somebody has seen to themselves is shown, as browsers demand, and does not stay. */
async function show(title: string, options: Options, gone: boolean): Promise<void> {
  await self.registration.showNotification(title, options);
  if (!gone || !options.tag) return;
  const shown = await self.registration.getNotifications({ tag: options.tag });
  for (const notification of shown) notification.close();
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(ownPath(event.notification.data)));
});

function content(data: PushMessageData | null): unknown {
  try {
    return data?.json();
  } catch {
    return undefined;
  }
}

/** What is shown of a push. Something always is: browsers take the permission from whoever stays silent. */
function notice(pushed: unknown, now: number): Notice {
  const p: Record<string, unknown> = { ...(typeof pushed === 'object' ? pushed : undefined) };
  const said = text(p['title']);
  const [kind, tag] = [text(p['kind']), text(p['tag'])];
  const ended = Date.parse(text(p['until'])) <= now;
  return {
    title: said || 'Baton',
    options: {
      body: text(p['body']) || (said ? '' : 'There is news for you. Open Baton to see it.'),
      icon: '/icon-192.png',
      badge: '/badge-96.png',
      data: text(p['url']),
      silent: kind === 'over' || kind === 'close',
      requireInteraction: kind === 'offer' && !ended,
      // Without a tag it is refused.
      ...(tag ? { tag, renotify: kind === 'offer' || kind === 'message' } : {}),
    },
  };
}

function text(x: unknown): string {
  return typeof x === 'string' ? x : '';
}

/** Where a notification points, if that is a page of the dashboard. */
function ownPath(url: unknown): string {
  const { origin } = self.location;
  const there = URL.canParse(text(url), origin) ? new URL(text(url), origin) : undefined;
  if (!text(url).startsWith('/') || there?.origin !== origin) return start;
  return there.pathname + there.search + there.hash;
}

/** Brings a dashboard that is open to the front and has it go there; opens one if none is. */
async function open(url: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const dashboards = windows.filter((w) => !new URL(w.url).pathname.startsWith('/w/'));
  const best =
    dashboards.find((w) => w.focused) ??
    dashboards.find((w) => w.visibilityState === 'visible') ??
    dashboards[0];
  if (!best) {
    await self.clients.openWindow(url);
    return;
  }
  // A browser may refuse to bring it to the front; it goes there all the same.
  await best.focus().catch(() => undefined);
  best.postMessage({ type: 'open', url });
}
