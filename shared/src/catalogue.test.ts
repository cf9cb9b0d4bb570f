import { expect, expectTypeOf, it } from 'vitest';
import { direction, pickLocale, translator, type Values } from './catalogue.ts';

const en = {
  close: 'Close',
  write: 'Write to {name}…',
  new: { one: '{n} new message', other: '{n} new messages' },
  place: {
    ordinal: true,
    one: '{n}st',
    two: '{n}nd',
    few: '{n}rd',
    other: '{n}th',
  },
} as const;

it('fills placeholders and leaves strange ones alone', () => {
  const t = translator<typeof en>('en', { ...en, close: 'Close {this}' });
  expect(t('write', { name: 'Anna' })).toBe('Write to Anna…');
  expect(t('write', { name: '{n} $1' })).toBe('Write to {n} $1…');
  expect(t('close')).toBe('Close {this}');
});

it('chooses plural forms by the rules of the language', () => {
  const t = translator<typeof en>('en', en);
  expect([1, 2, 1000].map((n) => t('new', { n }))).toEqual([
    '1 new message',
    '2 new messages',
    '1,000 new messages',
  ]);
  expect([1, 2, 3, 4, 11, 21].map((n) => t('place', { n }))).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '21st',
  ]);
  const ar = translator<typeof en>('ar-EG', {
    close: 'إغلاق',
    write: 'اكتب إلى {name}…',
    place: '{n}',
    new: { one: 'رسالة', two: 'رسالتان', few: '{n} رسائل', many: '{n} رسالة', other: '{n} رسالة' },
  });
  expect([1, 2, 3, 11].map((n) => ar('new', { n }))).toEqual([
    'رسالة',
    'رسالتان',
    '٣ رسائل',
    '١١ رسالة',
  ]);
});

it('knows from the English text which values are wanted', () => {
  expectTypeOf<Values<typeof en.close>>().toEqualTypeOf<[]>();
  expectTypeOf<Values<typeof en.write>>().toEqualTypeOf<[values: { name: string | number }]>();
  expectTypeOf<Values<typeof en.new>>().toEqualTypeOf<[values: { n: number }]>();
});

it('picks the first wanted language that is on offer', () => {
  const offered = ['en', 'de', 'pt', 'zh', 'ar'] as const;
  expect(pickLocale(['de-AT', 'en'], offered, 'en')).toBe('de');
  expect(pickLocale(['sw', 'pt_BR'], offered, 'en')).toBe('pt');
  expect(pickLocale(['ZH-Hant-TW'], offered, 'en')).toBe('zh');
  expect(pickLocale(['xx', ''], offered, 'en')).toBe('en');
  expect(['ar-EG', 'arn', 'en'].map(direction)).toEqual(['rtl', 'ltr', 'ltr']);
});
