import { describe, expect, it } from 'vitest';
import cases from '../../internal/markdown/testdata/cases.json' with { type: 'json' };
import random from '../../internal/markdown/testdata/random.json' with { type: 'json' };
import { type Block, type Inline, parse } from './markdown.ts';

describe('parse', () => {
  it.each(cases)('reads $name as the server does', ({ source, nodes }) => {
    expect(parse(source)).toEqual(nodes);
  });

  it('has at least 80 cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(80);
  });

  it.each(random)('reads $source as the server does', ({ source, nodes }) => {
    expect(parse(source)).toEqual(nodes);
  });
});

const hostile = [
  ...['*a_ ', '*a **a ', 'a**b', '[', '![', '[]', '[a](', '[a](<b', '[a](b "', "[a](b '", '`'],
  ...['` `` ``` ', '`a``b```c', '<a ', '<a@', '<a@b.', '<https://a', '> ', '- ', '1. ', '\\', '*'],
  ...['https://a)', 'https://a(', '_a', '**a*', ']', '[a][b', '# ', '# a #', '```\n', '> a\n', ' '],
  ...[
    '- a\n\n',
    '  - a\n',
    'a  \n',
    '[*a ',
    '![a](b',
    '[[a](https://b)',
    '> - ',
    '-\n',
    '[a](    ',
  ],
];

describe('hostile text', () => {
  const time = (source: string): number => {
    const start = performance.now();
    parse(source);
    return performance.now() - start;
  };

  it.each(hostile)('takes linear time for many %j', (unit) => {
    const factor = 32;
    const short = unit.repeat(2048 / unit.length);
    const long = short.repeat(factor);
    // Eight times what proportion allows, for a busy machine; the square would be 32 times.
    const limit = 8 * factor * Math.min(time(short), time(short), time(short)) + 100;
    // A pause of the machine may spoil one reading, but not three.
    expect([1, 2, 3].some(() => time(long) < limit)).toBe(true);
  });

  it('ends for one long run of spaces in each place', () => {
    const spaces = ' '.repeat(100_000);
    for (const around of ['[a](|', '# a|#', '`|`', 'a|\nb', '-|', '[a](b|c', '>|', '```|', '|a']) {
      const [before, after] = around.split('|');
      expect(parse(`${before}${spaces}${after}`).length).toBeGreaterThan(0);
    }
  });

  it('makes only nodes of the list, no deeper than the limits', () => {
    const types = new Set<string>();
    const visit = (nodes: (Block | Inline)[], depth: number): void => {
      expect(depth).toBeLessThan(27);
      for (const node of nodes) {
        types.add(node.type);
        if (node.type === 'link') expect(node.href).toMatch(/^(https?:\/\/|mailto:)/i);
        if (node.type === 'list') for (const item of node.children) visit(item.children, depth + 2);
        else if ('children' in node) visit(node.children, depth + 1);
      }
    };
    for (const unit of hostile) {
      for (const other of hostile) visit(parse(unit.repeat(12) + other.repeat(12)), 1);
    }
    for (const { source } of cases) visit(parse(source), 1);
    expect([...types].sort()).toEqual(
      ['break', 'code', 'code_block', 'em', 'heading', 'link', 'list', 'paragraph', 'quote'].concat(
        ['rule', 'soft', 'strong', 'text'],
      ),
    );
  });
});
