import { data } from './api.ts';
import { enrol, forget, recall, remember, signedIn } from './enrol.ts';
import type { Kit } from './kit.ts';
import { madeFor } from './standing.ts';

/**
 * Puts right, without a word, what became of this browser's subscription since it was added: browsers
 * renew theirs, installations their key, and the server forgets a device with its session. It turns
 * nothing on for anybody who had not turned it on here, and leaves off what they removed elsewhere.
 */
export async function renew(kit: Pick<Kit, 'api' | 'browser' | 'session'>): Promise<void> {
  const { api, browser, session } = kit;
  const [who, known] = [signedIn(session), recall(browser)];
  if (!who || !known) return;
  // What is pushed here is for somebody else, who would not like it to be read.
  if (known.agent !== who.agent) return browser.unsubscribe();
  if (!browser.takesPush || browser.permission() !== 'granted') return;
  const list = data(await api.GET('/me/devices'));
  const subscription = await browser.subscription();
  if (subscription && madeFor(subscription, list.key)) {
    const { endpoint } = subscription;
    const listed = list.devices.some((d) => d.endpoint === endpoint);
    if (listed) return remember(browser, { ...known, ...who, endpoint });
    if (known.session === who.session && known.endpoint === endpoint) {
      forget(browser); // also for the next time they sign in
      return browser.unsubscribe();
    }
  }
  const name = list.devices.find((d) => d.endpoint === known.endpoint)?.name ?? known.name;
  await enrol(kit, list, name);
}
