import { expect, it } from 'vitest';
import { servers, signingSnippet } from './identitySnippet.ts';

it.each(servers)('signs for this site, with a name and an end (%s)', (server) => {
  const lines = signingSnippet(server, 'key-bikes-1');
  expect(lines).toContain('key-bikes-1');
  expect(lines).toContain('BATON_IDENTITY_SECRET');
  expect(lines).toContain('HS256');
  expect(lines).toMatch(/sub/);
  expect(lines).toMatch(/exp/);
});

it('names the PHP class as PHP does', () => {
  expect(signingSnippet('php', 'k')).toContain('use Firebase\\JWT\\JWT;');
});
