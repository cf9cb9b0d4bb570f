// What stands in the host's page: one element with an open shadow root, which holds the launcher, the
// teaser, a status line for screen readers, and the frame. No text of any message, no token.

import type { Look, Teaser } from '../wire.ts';
import { make } from './dom.ts';
import { style } from './style.ts';

export interface Launcher {
  /** The element in the host. Its classes say how things stand: l left, p full screen on a phone, q no launcher. */
  root: HTMLElement;
  button: HTMLElement;
  draw(look: Look, open: boolean): void;
}

/** Draws the launcher. `near`: the visitor comes to it, a good time to load the panel. */
export function drawLauncher(press: () => void, near: () => void, read: () => void): Launcher {
  const root = document.createElement('baton-chat');
  const shadow = root.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  const button = make('button', 'o');
  const teaser = make('div', 't');
  const status = make('div', 's');
  let told: Teaser | undefined;

  /** A line beside the launcher, which is spoken too. */
  const tease = ({ name, line, face, dismiss }: Teaser) => {
    const picture = make('canvas', 'f');
    picture.width = picture.height = face.width;
    picture.getContext('bitmaprenderer')?.transferFromImageBitmap(face);
    const shut = make('button', 'c');
    shut.ariaLabel = dismiss;
    shut.onclick = (event) => {
      event.stopPropagation();
      teaser.hidden = true;
    };
    teaser.replaceChildren(picture, make('div', 'x', make('b', '', name), line), shut);
    teaser.hidden = false;
    status.textContent = `${name}. ${line}`;
  };

  shadow.adoptedStyleSheets = [sheet];
  shadow.append(make('div', 'w', teaser, button), status);
  status.role = 'status';
  button.onclick = press;
  button.onpointerenter = button.onfocus = near;
  teaser.onclick = read;
  document.documentElement.append(root);

  return {
    root,
    button,
    draw(look, open) {
      const { teaser: news } = look;
      sheet.replaceSync(style + look.css);
      button.ariaLabel = open ? look.close : look.label;
      button.ariaExpanded = `${open}`;
      if (open || !news) teaser.hidden = true;
      else if (news !== told) tease(news);
      told = news;
    },
  };
}
