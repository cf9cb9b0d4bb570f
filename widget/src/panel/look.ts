// How the launcher looks and what it says, made here: the host's page carries only what it needs
// before the panel is there.

import { direction } from '@baton/shared/catalogue';
import type { Look, Teaser } from '../wire.ts';
import type { Wishes } from './calls.ts';
import type { T } from './texts/text.ts';

const sans = 'system-ui,-apple-system,"Segoe UI",Roboto,sans-serif';

/** Follows the launcher's own colour scheme, which may be the host page's. */
const styles = `
[aria-expanded=true]:before,.c:before{clip-path:path("M5 6.3 6.3 5 12 10.7 17.7 5 19 6.3 13.3 12 19 17.7 17.7 19 12 13.3 6.3 19 5 17.7 10.7 12z")}
.o{position:relative;box-shadow:0 8px 24px #10141e26}
.h{opacity:0}
.w{align-items:flex-end;gap:12px;font:14px/20px ${sans};color:light-dark(#171a21,#e8ebf0)}
.t:not([hidden]){display:flex;align-items:center;gap:12px;box-sizing:border-box;width:292px;max-width:calc(100vw - 108px);padding:12px 4px 12px 12px;background:light-dark(#fff,#1e232c);border-radius:16px;border-end-end-radius:4px;box-shadow:0 1px 2px #10141e0f,0 8px 24px #10141e26;cursor:pointer}
:host(.l) .w{flex-direction:row-reverse}
:host(.l) .t{border-end-end-radius:16px;border-end-start-radius:4px}
.x{flex:1;min-width:0}.t b{display:block;font:600 13px/18px ${sans}}
.c{width:44px;height:44px;color:light-dark(#565e6c,#a0a9b8)}
.f{width:36px;height:36px;border-radius:50%}
.s{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
iframe{box-shadow:0 2px 6px #10141e14,0 24px 64px #10141e38}
@media(prefers-reduced-motion:no-preference){iframe{transition:opacity .18s cubic-bezier(.2,0,0,1),transform .18s cubic-bezier(.2,0,0,1)}.h{transform:translateY(8px)}}
@media(prefers-reduced-motion){iframe{transition:opacity .12s}}
@media print{:host{display:none!important}}`;

/** The badge is drawn by the style sheet: the launcher's name says the same in words. */
function badge(count: number): string {
  return `.o:after{content:"${count > 9 ? '9+' : count}";position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;box-sizing:border-box;padding:0 6px;border-radius:11px;background:light-dark(#c02626,#ff8a84);color:light-dark(#fff,#161a21);font:600 13px/22px ${sans};text-align:center;box-shadow:0 0 0 2px light-dark(#fff,#161a21)}[aria-expanded=true]:after{display:none}`;
}

/** The panel's width in px: it follows the reader's text size. */
function width(): number {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return Math.min(480, Math.max(380, 23.75 * rem));
}

/** What the host page wants at run time goes before what it said at first. */
function wanted({ accent, theme }: Wishes, scheme: string): string {
  const colours = theme === 'host' ? scheme : theme?.replace('auto', 'light dark');
  return `:host{${accent ? `--a:${accent}!important;` : ''}${colours ? `--c:${colours}!important` : ''}}`;
}

export function lookOf(
  t: T,
  site: string,
  wishes: Wishes,
  scheme: string,
  count: number,
  teaser: Teaser | undefined,
): Look {
  const set = `iframe{width:${width()}px}.w{direction:${direction(t.language)}}`;
  return {
    label: teaser?.label ?? t('openChat'),
    close: t('closeChat'),
    title: t('title', { site }),
    css: styles + set + wanted(wishes, scheme) + (count > 0 ? badge(count) : ''),
    ...(teaser && { teaser }),
  };
}
