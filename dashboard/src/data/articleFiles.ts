import type { Schema } from './api.ts';

type ArticleFile = Schema['ArticleFile'];

/** What one import may hold; the server refuses more. */
export const mostFiles = 200;
export const mostBytes = 2 * 1024 * 1024;

export interface Chosen {
  files: ArticleFile[];
  /** Names of files that are no Markdown and were left out. */
  skipped: string[];
  bytes: number;
}

const markdown = /\.(md|markdown|mdown|txt)$/iu;

/** Reads the Markdown files among those that a person chose, with their path inside the folder. */
export async function readFiles(list: Iterable<File>): Promise<Chosen> {
  const chosen: Chosen = { files: [], skipped: [], bytes: 0 };
  for (const file of list) {
    const name = file.webkitRelativePath || file.name;
    if (!markdown.test(name) || name.split('/').some((part) => part.startsWith('.'))) {
      chosen.skipped.push(name);
      continue;
    }
    chosen.files.push({ name, content: await file.text() });
    chosen.bytes += file.size;
  }
  chosen.files.sort((a, b) => a.name.localeCompare(b.name));
  return chosen;
}

/** Files in portions that the server takes in one request. */
export function portions(files: readonly ArticleFile[]): ArticleFile[][] {
  const out: ArticleFile[][] = [];
  let size = 0;
  for (const file of files) {
    const bytes = new TextEncoder().encode(file.content).length + file.name.length + 64;
    const last = out.at(-1);
    if (!last || last.length >= mostFiles || size + bytes > mostBytes * 0.9) {
      out.push([file]);
      size = bytes;
    } else {
      last.push(file);
      size += bytes;
    }
  }
  return out;
}
