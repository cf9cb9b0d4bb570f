// Markdown for the widget and the dashboard: the same small subset and the same tree as
// internal/markdown in Go, which describes it. Both are held to its testdata/*.json. Whoever
// draws the tree makes elements of it, never HTML text.
//
// Time grows in proportion to the length of the text, whatever it holds: visitors write it.

import { cut, inline, MAX_DEPTH, unindent } from './markdown-inline.ts';

/** A node that holds inline nodes. */
export type Span =
  | { type: 'strong' | 'em'; children: Inline[] }
  /** `href` begins with http://, https:// or mailto: and holds no space, quote or angle bracket. */
  | { type: 'link'; href: string; children: Inline[] };

export type Inline =
  | { type: 'text' | 'code'; text: string }
  | Span
  /** `break` was asked for; `soft` is a line end: a line break in a chat, a space in an article. */
  | { type: 'break' | 'soft' };

export type Item = { type: 'item'; children: Block[] };

export type Block =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'quote'; children: Block[] }
  /** `start` is the first number of an ordered list, else 0. */
  | { type: 'list'; ordered: boolean; start: number; children: Item[] }
  | { type: 'code_block'; text: string }
  | { type: 'rule' };

/** An open quote (indent 0) or list item, and the list at its end that may get another item. */
type Container = { blocks: Block[]; indent: number; list?: { mark: string; items: Item[] } };

/** The paragraph or code block that the next line may go on with. Code has its fence. */
type Leaf = { lines: string[]; indent: number; fence: string; end: (text: string) => void };

/** Reads Markdown. It never fails: what is not of the subset is text. */
export function parse(source: string): Block[] {
  const root: Container = { blocks: [], indent: 0 };
  const open = [root]; // from the whole text to the innermost
  let leaf: Leaf | undefined;

  const last = (depth: number): Container => open[depth - 1] ?? root;

  /** Ends all that is open beyond `depth`, and the leaf. */
  const leave = (depth: number): Container => {
    leaf?.end(leaf.lines.join('\n'));
    leaf = undefined;
    open.length = depth;
    return last(depth);
  };
  const add = (depth: number, block: Block): void => {
    const parent = leave(depth);
    delete parent.list;
    parent.blocks.push(block);
  };

  /** Begins what `rest` begins at its start and returns what is left for the inside. */
  const begin = (rest: string, depth: number): string | undefined => {
    const bare = unindent(rest);
    const indent = rest.length - bare.length;
    if (indent > 3) return undefined;
    if (/^([-*_])\1\1+$/.test(bare.replaceAll(' ', ''))) {
      add(depth, { type: 'rule' });
      return '';
    }
    let found = /^(#{1,6})(?: |$)/.exec(bare)?.[1];
    if (found) {
      let text = cut(unindent(bare.slice(found.length)), ' ');
      const body = cut(text, '#');
      if (!body || body.endsWith(' ')) text = cut(body, ' ');
      add(depth, { type: 'heading', level: found.length, children: inline(text) });
      return '';
    }
    found = /^(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(bare)?.slice(1).join('');
    if (found) {
      const code: Block = { type: 'code_block', text: '' };
      add(depth, code);
      leaf = {
        lines: [],
        indent,
        fence: found,
        end: (text) => {
          code.text = text;
        },
      };
      return '';
    }
    if (depth > MAX_DEPTH) return undefined;
    if (bare[0] === '>') {
      const quote: Block = { type: 'quote', children: [] };
      add(depth, quote);
      open.push({ blocks: quote.children, indent: 0 });
      return bare.replace(/^> ?/, '');
    }
    return beginItem(bare, indent, depth);
  };

  const beginItem = (bare: string, indent: number, depth: number): string | undefined => {
    const mark = /^(?:[-+*]|\d{1,9}[.)])(?= |$)/.exec(bare)?.[0];
    if (!mark) return undefined;
    const after = bare.slice(mark.length);
    const text = unindent(after);
    const ordered = mark.length > 1;
    const start = ordered ? parseInt(mark, 10) : 0;
    // In the middle of a paragraph a number or a lone dash is more often just that.
    if (leaf && depth === open.length && (!text || (ordered && start !== 1))) return undefined;
    const gap = text ? after.length - text.length : 1;
    const space = gap > 4 ? 1 : gap;
    const parent = last(depth);
    const kind = mark.slice(-1);
    let items = parent.list?.mark === kind ? parent.list.items : undefined;
    if (items) {
      leave(depth);
    } else {
      items = [];
      add(depth, { type: 'list', ordered, start, children: items });
      parent.list = { mark: kind, items };
    }
    const item: Item = { type: 'item', children: [] };
    items.push(item);
    open.push({ blocks: item.children, indent: indent + mark.length + space });
    return after.slice(space);
  };

  for (let rest of normalise(source).split('\n')) {
    let depth = 1;
    for (; depth < open.length; depth++) {
      const inside = enter(last(depth + 1), rest);
      if (inside === undefined) break;
      rest = inside;
    }
    if (leaf?.fence && depth === open.length) {
      const bare = unindent(rest);
      const indent = rest.length - bare.length;
      const mark = cut(bare, ' ');
      if (indent < 4 && mark.startsWith(leaf.fence) && !cut(mark, leaf.fence.charAt(0)))
        leave(depth);
      else leaf.lines.push(rest.slice(Math.min(indent, leaf.indent)));
      continue;
    }
    if (!unindent(rest)) {
      leave(depth);
      continue;
    }
    for (;;) {
      const inside = begin(rest, depth);
      if (inside === undefined) {
        if (leaf && !leaf.fence) {
          leaf.lines.push(unindent(rest));
        } else {
          const block: Block = { type: 'paragraph', children: [] };
          add(depth, block);
          leaf = {
            lines: [unindent(rest)],
            indent: 0,
            fence: '',
            end: (text) => {
              block.children = inline(cut(text, ' '));
            },
          };
        }
        break;
      }
      rest = inside;
      if (!unindent(rest)) break;
      depth = open.length;
    }
  }
  leave(1);
  return root.blocks;
}

/** Returns what a line holds inside the container, or undefined if it stands outside. */
function enter({ blocks, indent }: Container, line: string): string | undefined {
  if (!indent) return /^ {0,3}>/.test(line) ? line.replace(/^ *> ?/, '') : undefined;
  if (!unindent(line)) return blocks.length ? '' : undefined;
  return line.startsWith(' '.repeat(indent)) ? line.slice(indent) : undefined;
}

/** Makes line ends LF, tabs four spaces and other control characters harmless. */
function normalise(source: string): string {
  return (
    source
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\0-\x09\x0b-\x1f\x7f]/g, (char) => (char === '\t' ? '    ' : ' '))
      .trimEnd()
  );
}
