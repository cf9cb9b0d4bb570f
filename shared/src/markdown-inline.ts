// The inline half of the Markdown reader: what stands inside a paragraph or heading. See
// internal/markdown/inline.go and emphasis.go, which go the same way.

import type { Inline, Span } from './markdown.ts';

/** How deep quotes and lists may nest in each other, and how deep bold, italic and links may. */
export const MAX_DEPTH = 8;

// Endings are cut by hand: a pattern for them would start again at every space.
export const cut = (text: string, char: string): string => {
  let end = text.length;
  while (text[end - 1] === char) end--;
  return text.slice(0, end);
};
export const unindent = (text: string): string => text.replace(/^ +/, '');

/** A run of * or _, or a bracket: text, unless it is found to open or close something. */
type Mark = {
  mark: string;
  at: number; // in the row
  left: number; // characters not yet used
  canOpen?: boolean;
  canClose?: boolean;
  closes: Span[]; // innermost first, like opens
  opens: Span[];
};

const ADDRESS = /^(?:https?:\/\/|mailto:)[^\0- \x7f<>"`\\]+$/i;
const EMAIL = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;
const ANGLE = /<[^ \n<>]+>/y;
// What follows a label: an address with at most one level of round brackets, perhaps a title.
const TARGET =
  /\]\([ \n]*(?:(<[^<>\n]*>|(?:[^ \n()<>]|\([^ \n()<>]*\))+)(?:[ \n]+(?:"[^"]*"|'[^']*'))?[ \n]*)?\)/y;
const BARE =
  /:\/\/[0-9a-z\xc0-\u052f](?:[0-9a-z\xc0-\u052f\-._~:/?#@!$&'*+,;=%]|\([0-9a-z\xc0-\u052f\-._~:/?#@!$&'*+,;=%]*\))*/iy;
const SCHEME = /(?:^|[^0-9a-z])(https?)$/i;
const SPACE = /[\n\p{Z}]/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;
// Chinese, Japanese and Korean put no spaces around bold words, so their marks are letters too.
const WIDE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff00-\uffef]/u;

/**
 * Reads the text of one paragraph or heading, once, into a flat row of nodes and marks. Pairs of
 * marks are only noted; the tree is built from the row at the end, so nothing moves twice.
 */
export function inline(source: string): Inline[] {
  const row: (Inline | Mark)[] = [];
  const marks: Mark[] = []; // runs not yet paired
  const brackets: { mark: Mark; marks: number }[] = [];
  const lastRun = new Map<number, number>(); // of backticks, by length
  let spent = 0; // so many brackets hold a link already and can make no other
  let words = '';
  let at = 0;

  const put = (token?: Inline | Mark): void => {
    if (words) row.push({ type: 'text', text: words });
    words = '';
    if (token) row.push(token);
  };
  const putMark = (mark: string): Mark => {
    put();
    const token: Mark = { mark, at: row.length, left: mark.length, closes: [], opens: [] };
    row.push(token);
    return token;
  };
  const putAddress = (href: string, text = href): void =>
    put({ type: 'link', href, children: [{ type: 'text', text }] });
  /** Returns the nth part of what a sticky pattern finds here, or nothing. */
  const match = (pattern: RegExp, part = 0): string => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[part] ?? '';
  };

  // Each of these reads one thing and moves `at`, or leaves all as it was.
  const readEscape = (): void => {
    const next = source.charAt(at + 1);
    if (next === '\n') put({ type: 'break' });
    else if (/[!-/:-@[-`{-~]/.test(next)) words += next;
    else return;
    at += 2;
  };

  const readLineEnd = (): void => {
    const kept = cut(words, ' ');
    const type = words.length - kept.length > 1 ? 'break' : 'soft';
    words = kept;
    put({ type });
    at++;
  };

  const readCode = (): void => {
    if (!lastRun.size) {
      for (const run of source.matchAll(/`+/g)) lastRun.set(run[0].length, run.index);
    }
    const mark = match(/`+/y);
    at += mark.length;
    if ((lastRun.get(mark.length) ?? 0) < at) {
      words += mark;
      return;
    }
    const runs = /`+/g;
    runs.lastIndex = at;
    let run = runs.exec(source);
    while (run && run[0] !== mark) run = runs.exec(source);
    const text = source.slice(at, run?.index).replaceAll('\n', ' ');
    const padded = text[0] === ' ' && text.endsWith(' ') && unindent(text);
    put({ type: 'code', text: padded ? text.slice(1, -1) : text });
    at = runs.lastIndex;
  };

  /** Reads a run of * or _ and decides by its neighbours what it may do. */
  const readRun = (): void => {
    const mark = match(/\*+|_+/y);
    const before = [...source.slice(Math.max(0, at - 2), at)].pop() ?? '\n';
    at += mark.length;
    const after = String.fromCodePoint(source.codePointAt(at) ?? 10);
    const [spaceBefore, spaceAfter] = [SPACE.test(before), SPACE.test(after)];
    const [wideBefore, wideAfter] = [WIDE.test(before), WIDE.test(after)];
    const punctBefore = !wideBefore && PUNCTUATION.test(before);
    const punctAfter = !wideAfter && PUNCTUATION.test(after);
    const leans = !spaceAfter && (!punctAfter || spaceBefore || punctBefore || wideBefore);
    const rests = !spaceBefore && (!punctBefore || spaceAfter || punctAfter || wideAfter);
    const anywhere = mark[0] === '*';
    const token = putMark(mark);
    token.canOpen = leans && (anywhere || !rests || punctBefore);
    token.canClose = rests && (anywhere || !leans || punctAfter);
    marks.push(token);
  };

  const openBracket = (text: string): void => {
    brackets.push({ mark: putMark(text), marks: marks.length });
    at += text.length;
  };

  /**
   * Makes a link of all since the opening bracket, if an address follows. The label of an image,
   * and of a link to an address that is not allowed, stays without it.
   */
  const closeBracket = (): void => {
    const opening = brackets.pop();
    if (!opening) return;
    const image = opening.mark.left > 1;
    const mayLink = image || brackets.length >= spent;
    spent = Math.min(spent, brackets.length);
    const whole = mayLink && match(TARGET);
    if (!whole) return;
    put();
    pair(marks.splice(opening.marks));
    opening.mark.left = 0;
    const href = match(TARGET, 1).replace(/^<|>$/g, '');
    if (!image) {
      spent = brackets.length;
      if (ADDRESS.test(href)) {
        const link: Span = { type: 'link', href, children: [] };
        opening.mark.opens.push(link);
        putMark('').closes.push(link);
      }
    }
    at += whole.length;
  };

  const readAngle = (): void => {
    const inside = match(ANGLE).slice(1, -1);
    if (ADDRESS.test(inside)) putAddress(inside);
    else if (EMAIL.test(inside)) putAddress(`mailto:${inside}`, inside);
    else return;
    at += inside.length + 2;
  };

  /** Reads https://example.com/ at its colon and takes the scheme back from the text before. */
  const readBare = (): void => {
    const scheme = SCHEME.exec(words.slice(-6))?.[1];
    const rest = scheme && trimAddress(match(BARE));
    if (!scheme || !rest) return;
    words = words.slice(0, -scheme.length);
    putAddress(scheme + rest);
    at += rest.length;
  };

  const step = (char: string): void => {
    if (char === '\\') readEscape();
    else if (char === '\n') readLineEnd();
    else if (char === '`') readCode();
    else if (char === '*' || char === '_') readRun();
    else if (char === '[') openBracket(char);
    else if (char === '!' && source[at + 1] === '[') openBracket('![');
    else if (char === ']') closeBracket();
    else if (char === '<' && !brackets.length) readAngle();
    else if (char === ':' && !brackets.length) readBare();
  };

  while (at < source.length) {
    const from = at;
    const char = source.charAt(at);
    step(char);
    if (at === from) {
      words += char;
      at++;
    }
  }
  put();
  pair(marks);
  return build(row);
}

/** Takes away what ends the sentence rather than the address. */
function trimAddress(text: string): string {
  let end = text.length;
  while (end && ".,:;!?'*_~&".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/**
 * Finds bold and italic among the marks. A closing mark takes the nearest opening one that fits;
 * when none does, the place is kept, so that no later mark of its kind looks behind it again.
 */
function pair(marks: Mark[]): void {
  const nothingBefore = new Map<string, number>();
  const openers: Mark[] = [];
  for (const closer of marks) {
    while (closer.canClose && closer.left) {
      const kind = `${closer.mark[0]}${closer.canOpen}${closer.mark.length % 3}`;
      const from = nothingBefore.get(kind) ?? 0;
      let i = openers.length - 1;
      let opener = openers[i];
      while (opener && opener.at >= from && !fits(opener, closer)) opener = openers[--i];
      if (!opener || opener.at < from) {
        nothingBefore.set(kind, closer.at);
        break;
      }
      const used = Math.min(opener.left, closer.left, 2);
      const node: Span = { type: used > 1 ? 'strong' : 'em', children: [] };
      opener.left -= used;
      closer.left -= used;
      opener.opens.push(node);
      closer.closes.push(node);
      openers.length = opener.left ? i + 1 : i;
    }
    if (closer.canOpen && closer.left) openers.push(closer);
  }
}

/** Whether two runs may be joined; in doubt the sum of their lengths decides (CommonMark). */
function fits(opener: Mark, closer: Mark): boolean {
  const [o, c] = [opener.mark.length, closer.mark.length];
  return (
    opener.mark[0] === closer.mark[0] &&
    ((!opener.canClose && !closer.canOpen) || (o + c) % 3 !== 0 || c % 3 === 0)
  );
}

/** Builds the tree. Beyond MAX_DEPTH a node's children go into the node around it. */
function build(row: (Inline | Mark)[]): Inline[] {
  const root: Inline[] = [];
  const open = [root];
  let beyond = 0;
  const add = (node: Inline): void => {
    const into = open.at(-1) ?? root;
    const last = into.at(-1);
    if (node.type === 'text' && last?.type === 'text') last.text += node.text;
    else into.push(node);
  };
  for (const token of row) {
    if ('type' in token) {
      add(token);
      continue;
    }
    for (const _ of token.closes) {
      if (beyond) beyond--;
      else open.pop();
    }
    if (token.left) add({ type: 'text', text: token.mark.slice(0, token.left) });
    for (const node of token.opens.reverse()) {
      if (open.length > MAX_DEPTH) {
        beyond++;
      } else {
        add(node);
        open.push(node.children);
      }
    }
  }
  return root;
}
