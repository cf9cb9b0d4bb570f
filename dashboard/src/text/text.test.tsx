import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { en } from './en.ts';
import { roomsEn } from './rooms.en.ts';
import { t as rooms } from './rooms.ts';
import { rich, speak, t } from './text.ts';

it('fills elements into a sentence where its language wants them', () => {
  const { container } = render(<p>{rich('event.joined', { who: <b>Anna</b>, at: '14:04' })}</p>);
  expect(container.innerHTML).toBe('<p><b>Anna</b> joined at 14:04</p>');
});

it('gives plural forms, and the words of the later rooms', () => {
  expect([t('rail.ours', { n: 1 }), t('rail.ours', { n: 3 })]).toEqual([
    '1 conversation waits for you',
    '3 conversations wait for you',
  ]);
  expect(rooms('team.people', { n: 2 })).toBe('2 people');
  expect(rooms('state.save')).toBe('Save');
});

it('says nothing twice in two catalogues', () => {
  expect(Object.keys(roomsEn).filter((key) => key in en)).toEqual([]);
});

it('turns the page to the best language on offer', async () => {
  await speak(['xx', 'en-GB']);
  expect([document.documentElement.lang, document.documentElement.dir]).toEqual(['en', 'ltr']);
});
