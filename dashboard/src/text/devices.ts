// The words of the devices' page, together with those of the settings.

import { devicesEn } from './devices.en.ts';
import { en } from './en.ts';
import { roomsEn } from './rooms.en.ts';
import { words } from './words.ts';

/** A text in the reader's language. */
export const t = words<typeof en & typeof roomsEn & typeof devicesEn>({
  en: { ...en, ...roomsEn, ...devicesEn },
});
