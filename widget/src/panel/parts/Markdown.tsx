// The whole Markdown subset, drawn as elements. Nothing here ever becomes HTML text.

import { type Block, type Inline, parse } from '@baton/shared/markdown';
import type { ComponentChild } from 'preact';
import { adopt } from '../ui/lazy.tsx';
import type { RichProps } from '../ui/Rich.tsx';
import css from './rich.css?inline';

adopt(css);

export function Markdown({ text, words, tail }: RichProps & Drawing) {
  return <Blocks of={parse(text)} draw={{ words }} tail={tail} />;
}

export interface Drawing {
  /** Draws plain words; in a message they may hold the numbers of sources. */
  words: (text: string) => ComponentChild;
  /** An article: has headings, and a line end is a space. */
  article?: boolean;
}

export function Blocks(props: { of: readonly Block[]; draw: Drawing; tail?: ComponentChild }) {
  const { of, draw, tail } = props;
  return (
    <>
      {of.map((block, i) => (
        <BlockView key={i} of={block} draw={draw} tail={i === of.length - 1 ? tail : undefined} />
      ))}
      {of.length === 0 && tail}
    </>
  );
}

type BlockProps = { of: Block; draw: Drawing; tail: ComponentChild };

function BlockView({ of, draw, tail }: BlockProps) {
  switch (of.type) {
    case 'paragraph':
      return (
        <p>
          <Inlines of={of.children} draw={draw} />
          {tail}
        </p>
      );
    case 'heading':
      return <Heading of={of} draw={draw} tail={tail} />;
    case 'quote':
      return (
        <blockquote>
          <Blocks of={of.children} draw={draw} tail={tail} />
        </blockquote>
      );
    case 'list': {
      const items = of.children.map((item, i) => (
        <li key={i}>
          <Blocks
            of={item.children}
            draw={draw}
            tail={i === of.children.length - 1 ? tail : undefined}
          />
        </li>
      ));
      return of.ordered ? <ol start={of.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'code_block':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and not everybody has a mouse
        <pre dir="ltr" tabIndex={0}>
          <code>{of.text}</code>
          {tail}
        </pre>
      );
    case 'rule':
      return (
        <>
          <hr />
          {tail}
        </>
      );
  }
}

function Heading({ of, draw, tail }: BlockProps & { of: Extract<Block, { type: 'heading' }> }) {
  const words = <Inlines of={of.children} draw={draw} />;
  if (!draw.article) {
    return (
      <p>
        <b>{words}</b>
        {tail}
      </p>
    );
  }
  return of.level < 3 ? <h2>{words}</h2> : <h3>{words}</h3>;
}

function Inlines({ of, draw }: { of: readonly Inline[]; draw: Drawing }) {
  return (
    <>
      {of.map((node, i) => (
        <InlineView key={i} of={node} draw={draw} />
      ))}
    </>
  );
}

function InlineView({ of, draw }: { of: Inline; draw: Drawing }) {
  switch (of.type) {
    case 'text':
      return <>{draw.words(of.text)}</>;
    case 'code':
      return <code dir="ltr">{of.text}</code>;
    case 'strong':
      return (
        <b>
          <Inlines of={of.children} draw={draw} />
        </b>
      );
    case 'em':
      return (
        <em>
          <Inlines of={of.children} draw={draw} />
        </em>
      );
    case 'link':
      return (
        <a href={of.href} target="_blank" rel="noopener noreferrer nofollow">
          <Inlines of={of.children} draw={draw} />
        </a>
      );
    case 'break':
      return <br />;
    case 'soft':
      return draw.article ? <> </> : <br />;
  }
}
