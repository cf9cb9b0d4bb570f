// Markdown marks around what is selected. Pure: text and selection in, text and selection out.

export interface Edited {
  text: string;
  start: number;
  end: number;
}

export type Mark = 'bold' | 'italic' | 'list';

const around = { bold: '**', italic: '*' } as const;

export function applyMark({ text, start, end }: Edited, mark: Mark): Edited {
  if (mark === 'list') return toggleList({ text, start, end });
  const sign = around[mark];
  const n = sign.length;
  const chosen = text.slice(start, end);
  const marked = text.slice(start - n, start) === sign && text.slice(end, end + n) === sign;
  if (marked) {
    return {
      text: text.slice(0, start - n) + chosen + text.slice(end + n),
      start: start - n,
      end: end - n,
    };
  }
  return {
    text: text.slice(0, start) + sign + chosen + sign + text.slice(end),
    start: start + n,
    end: end + n,
  };
}

/** Makes the lines of the selection points of a list, or plain lines again. */
function toggleList({ text, start, end }: Edited): Edited {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const found = text.indexOf('\n', end);
  const to = found < 0 ? text.length : found;
  const lines = text.slice(from, to).split('\n');
  const listed = lines.every((line) => line.startsWith('- '));
  const block = lines.map((line) => (listed ? line.slice(2) : `- ${line}`)).join('\n');
  const grown = block.length - (to - from);
  return {
    text: text.slice(0, from) + block + text.slice(to),
    start: Math.max(from, start + (listed ? -2 : 2)),
    end: end + grown,
  };
}

/** Puts a text where the selection is, with space around it as a sentence needs. */
export function insertAt({ text, start, end }: Edited, piece: string): Edited {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const gapBefore = before !== '' && !/\s$/u.test(before) ? ' ' : '';
  const gapAfter = after !== '' && !/^\s/u.test(after) ? ' ' : '';
  const at = before.length + gapBefore.length + piece.length;
  return { text: before + gapBefore + piece + gapAfter + after, start: at, end: at };
}
