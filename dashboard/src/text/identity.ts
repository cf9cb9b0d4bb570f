// The words of the identity card, together with those of the settings.

import { en } from './en.ts';
import { identityEn } from './identity.en.ts';
import { roomsEn } from './rooms.en.ts';
import { words } from './words.ts';

/** A text in the reader's language. */
export const t = words<typeof en & typeof roomsEn & typeof identityEn>({
  en: { ...en, ...roomsEn, ...identityEn },
});
