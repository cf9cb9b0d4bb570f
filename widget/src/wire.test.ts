import { expect, it } from 'vitest';
import { fitting } from './wire.ts';

it('cuts what a page is called to what the server takes', () => {
  const page = fitting({
    url: `https://shop.example/${'a'.repeat(3000)}`,
    title: `A\u0000B\n${'c'.repeat(500)}`,
    referrer: 'https://search.example/',
  });
  expect(page.url).toHaveLength(2000);
  expect(page.title).toHaveLength(300);
  expect(page.title.startsWith('A B c')).toBe(true);
  expect(page.referrer).toBe('https://search.example/');
});
