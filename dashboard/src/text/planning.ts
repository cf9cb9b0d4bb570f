// The words of the pages on which admins say what goes where and try it, together with those of the rooms.

import { en } from './en.ts';
import { planningEn } from './planning.en.ts';
import { roomsEn } from './rooms.en.ts';
import { words } from './words.ts';

/** A text in the reader's language. */
export const t = words<typeof en & typeof roomsEn & typeof planningEn>({
  en: { ...en, ...roomsEn, ...planningEn },
});
