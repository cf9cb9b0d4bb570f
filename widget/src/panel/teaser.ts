// The line beside the launcher: who wrote and how much. Never what: it stands in the host's page.

import type { Profile } from '@baton/shared/facts.gen';
import type { Teaser } from '../wire.ts';
import { type PanelState, people, unread } from './state.ts';
import type { Store } from './store.ts';
import type { TMore } from './texts/text.ts';

/** Tells whenever the number of unread messages changes, until the result is called. */
export function watchUnread(
  store: Store<PanelState>,
  texts: () => TMore | undefined,
  tell: (count: number, teaser: Teaser | undefined) => void,
): () => void {
  let told = 0;
  return store.listen(() => {
    const { state } = store;
    const count = state.shown ? 0 : unread(state.chat);
    const t = texts();
    if (count === told || !t) return;
    told = count;
    void teaserOf(state, count, t).then((teaser) => {
      if (told === count) tell(count, teaser);
    });
  });
}

async function teaserOf(state: PanelState, n: number, t: TMore): Promise<Teaser | undefined> {
  const last = state.chat?.transcript.items.findLast(
    (i) => i.kind === 'message' && i.entry.by.kind !== 'visitor',
  );
  if (n === 0 || !last) return undefined;
  const { by } = last.entry;
  const agent =
    by.kind === 'agent' ? people(state.session, state.chat).get(by.id ?? '') : undefined;
  const name = agent?.name ?? state.site?.assistant ?? '';
  return {
    label: t('openUnread', { n }),
    name: t('answered', { name }),
    line: t('newMessages', { n }),
    dismiss: t('dismiss'),
    face: await portrait(agent, name),
  };
}

/** In px, for a face of 36 on a dense screen. */
const size = 72;
const spark = 'M36 12q4 20 24 24-20 4-24 24-4-20-24-24 20-4 24-24z';

/** A face as pixels: the picture, or the first letter of the name, or the assistant's spark. */
async function portrait(agent: Profile | undefined, name: string): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(size, size);
  const pen = canvas.getContext('2d');
  const picture = agent?.picture && (await load(agent.picture));
  if (pen && picture) pen.drawImage(picture, 0, 0, size, size);
  else if (pen) {
    pen.fillStyle = agent ? '#dfe3e8' : '#6d3fd0';
    pen.fillRect(0, 0, size, size);
    pen.fillStyle = agent ? '#565e6c' : '#ffffff';
    pen.font = '600 30px system-ui, sans-serif';
    pen.textAlign = 'center';
    if (agent) pen.fillText([...name][0]?.toUpperCase() ?? '', size / 2, 47);
    else pen.fill(new Path2D(spark));
  }
  return canvas.transferToImageBitmap();
}

async function load(address: string): Promise<HTMLImageElement | undefined> {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
    return image;
  } catch {
    return undefined;
  }
}
