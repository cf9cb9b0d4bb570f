// The words of the first run. They stand beside those of the rooms.

import { en } from './en.ts';
import { roomsEn } from './rooms.en.ts';
import { setupEn } from './setup.en.ts';
import { words } from './words.ts';

/** A text in the reader's language. */
export const t = words<typeof en & typeof roomsEn & typeof setupEn>({
  en: { ...en, ...roomsEn, ...setupEn },
});
