// The launcher's style sheet, adopted by the shadow root: host rules cannot reach it, and no policy
// for styles stands in its way. --a is the site's accent, --c the theme. Written without air, since
// every page of the host carries it; what shows only once the panel is there comes from the panel.

export const style = `:host{all:initial!important;color-scheme:var(--c)!important;position:fixed!important;z-index:var(--z)!important}
.w{position:fixed;bottom:20px;right:20px;display:flex}
button{all:unset;cursor:pointer;border-radius:50%;display:grid;place-items:center}button:focus-visible{outline:2px solid var(--a);outline-offset:3px}
.o{width:56px;height:56px;background:var(--a);color:#fff;color:oklch(from var(--a) calc((.68 - l)*99) 0 0)}
button:before{content:"";width:24px;height:24px;background:currentColor;forced-color-adjust:none}
.o:before{clip-path:path(evenodd,"M2 22l1.5-5.4a10 10 0 1 1 3.9 3.9zM7 11h2v2H7zm4 0h2v2h-2zm4 0h2v2h-2z")}
iframe{position:fixed;bottom:88px;right:20px;width:380px;height:min(640px,100vh - 108px);border:0;border-radius:16px;background:canvas}
:host(.l) :is(.w,iframe){right:auto;left:20px}
.h{visibility:hidden}
:host(.p) iframe{inset:0 0 auto;width:100%;height:100dvh;border-radius:0}:host(:is(.p,.q)) .w{display:none}`;
