// The words of the supervisors' board. They stand beside those of the rooms.

import { boardEn } from './board.en.ts';
import { en } from './en.ts';
import { roomsEn } from './rooms.en.ts';
import { words } from './words.ts';

/** A text in the reader's language. */
export const t = words<typeof en & typeof roomsEn & typeof boardEn>({
  en: { ...en, ...roomsEn, ...boardEn },
});
