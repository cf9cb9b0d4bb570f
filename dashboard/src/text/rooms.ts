// The words of the rooms that are loaded later, together with those of the whole page. Another
// language brings its own catalogue for them, loaded with the room.

import { en } from './en.ts';
import { roomsEn } from './rooms.en.ts';
import { words } from './words.ts';

/** A text in the reader's language. */
export const t = words<typeof en & typeof roomsEn>({ en: { ...en, ...roomsEn } });
