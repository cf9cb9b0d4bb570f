import { expect, it } from 'vitest';
import { lookOf } from './look.ts';
import { loadTexts } from './texts/text.ts';

it('colours the launcher as the page wishes at run time, before what it said at first', async () => {
  const t = await loadTexts(['en']);
  const css = (wishes: Parameters<typeof lookOf>[2]) =>
    lookOf(t, 'Northwheel', wishes, 'dark', 0, undefined).css;
  expect(css({ accent: '#123456' })).toContain(':host{--a:#123456!important;}');
  expect(css({ theme: 'auto' })).toContain('--c:light dark!important');
  expect(css({ theme: 'host' })).toContain('--c:dark!important');
  expect(css({})).not.toContain('--a:');
});
