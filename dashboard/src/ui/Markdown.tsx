import { type Block, type Inline, parse } from '@baton/shared/markdown';
import { createElement, type ReactNode, useMemo } from 'react';
import styles from './Markdown.module.css';

type Props = {
  text: string;
  /** In a chat a line end is a line break; in an article it is a space. */
  as?: 'chat' | 'article';
};

/** The small Markdown subset, drawn as elements. Nothing in the text can become anything else. */
export function Markdown({ text, as = 'chat' }: Props) {
  const blocks = useMemo(() => parse(text), [text]);
  return (
    <div className={styles.text} data-as={as} dir="auto">
      {blocks.map((b, i) => block(b, i, as))}
    </div>
  );
}

function block(b: Block, key: number, as: 'chat' | 'article'): ReactNode {
  switch (b.type) {
    case 'paragraph':
      return <p key={key}>{inlines(b.children, as)}</p>;
    case 'heading':
      // The page has its own headings above: in a chat they are bold lines, in an article they begin at 2.
      return as === 'chat' ? (
        <p key={key} className={styles.heading}>
          {inlines(b.children, as)}
        </p>
      ) : (
        createElement(`h${Math.min(6, b.level + 1)}`, { key }, inlines(b.children, as))
      );
    case 'quote':
      return <blockquote key={key}>{b.children.map((c, i) => block(c, i, as))}</blockquote>;
    case 'list': {
      const items = b.children.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parsed text has no other identity
        <li key={i}>{item.children.map((c, j) => block(c, j, as))}</li>
      ));
      return b.ordered ? (
        <ol key={key} start={b.start}>
          {items}
        </ol>
      ) : (
        <ul key={key}>{items}</ul>
      );
    }
    case 'code_block':
      return (
        <pre key={key} dir="ltr">
          <code>{b.text}</code>
        </pre>
      );
    case 'rule':
      return <hr key={key} />;
  }
}

function inlines(list: readonly Inline[], as: 'chat' | 'article'): ReactNode[] {
  return list.map((x, key) => inline(x, key, as));
}

function inline(x: Inline, key: number, as: 'chat' | 'article'): ReactNode {
  switch (x.type) {
    case 'text':
      return x.text;
    case 'code':
      return <code key={key}>{x.text}</code>;
    case 'strong':
    case 'em':
      return createElement(x.type, { key }, inlines(x.children, as));
    case 'link':
      return (
        <a key={key} href={x.href} target="_blank" rel="noopener noreferrer">
          {inlines(x.children, as)}
        </a>
      );
    case 'break':
      return <br key={key} />;
    case 'soft':
      return as === 'chat' ? <br key={key} /> : ' ';
  }
}
