import { expect, it } from 'vitest';
import { mostFiles, portions, readFiles } from './articleFiles.ts';

it('takes Markdown and leaves the rest, hidden folders too', async () => {
  const file = (name: string) => new File(['# Hello'], name);
  const inFolder = file('x.md');
  Object.defineProperty(inFolder, 'webkitRelativePath', { value: 'help/.git/x.md' });
  const chosen = await readFiles([file('b.md'), file('logo.png'), file('a.markdown'), inFolder]);
  expect(chosen.files.map((f) => f.name)).toEqual(['a.markdown', 'b.md']);
  expect(chosen.skipped).toEqual(['logo.png', 'help/.git/x.md']);
});

it('cuts many or large files into portions that the server takes, and loses none', () => {
  const many = Array.from({ length: 450 }, (_, i) => ({ name: `${i}.md`, content: 'x' }));
  expect(portions(many).map((p) => p.length)).toEqual([mostFiles, mostFiles, 50]);
  const large = Array.from({ length: 5 }, (_, i) => ({
    name: `${i}.md`,
    content: 'x'.repeat(800_000),
  }));
  expect(portions(large).map((p) => p.length)).toEqual([2, 2, 1]);
  expect(portions([])).toEqual([]);
});
