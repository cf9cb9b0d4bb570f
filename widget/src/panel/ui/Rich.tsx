// The text of a message. Most are paragraphs with a bold word or a source number and are drawn right
// here; what holds more of the Markdown subset waits for the parser, which is loaded once.

import type { Citation } from '@baton/shared/facts.gen';
import type { ComponentChild } from 'preact';
import type { Drawing } from '../parts/Markdown.tsx';
import { lazy } from './lazy.tsx';
import { useMore } from './panel.ts';

export interface RichProps {
  text: string;
  citations?: readonly Citation[];
  /** Is being written: ends with a caret. */
  streaming?: boolean;
  /** What stands after the last word. */
  tail?: ComponentChild;
}

export const source = /\[(\d{1,2})\]/;
const special = /[_`#>\\<~|]|\]\(|:\/\/|^\s*([-+]|\d+[.)])\s|(^|[^*])\*([^*]|$)/m;

const Full = lazy(
  async () => (await import('../parts/Markdown.tsx')).Markdown,
  (props: RichProps & Drawing) => <Plain {...props} />,
);

export function Rich(props: RichProps) {
  const open = props.streaming && props.text.split('**').length % 2 === 0;
  const text = open ? `${props.text.trimEnd()}**` : props.text;
  const { citations } = props;
  if (!special.test(text)) return <Plain {...props} text={text} />;
  const words = (plain: string) => <Cited text={plain} citations={citations} />;
  return <Full {...props} text={text} words={words} />;
}

function Plain({ text, citations, tail }: RichProps) {
  const paragraphs = text.split(/\n\s*\n/);
  return (
    <>
      {paragraphs.map((paragraph, i) => (
        <p key={i}>
          {paragraph.split(/(\*\*[^*]+\*\*|\n)/).map((part) => {
            if (part === '\n') return <br />;
            if (part.startsWith('**')) return <b>{part.slice(2, -2)}</b>;
            return <Cited text={part} citations={citations} />;
          })}
          {i === paragraphs.length - 1 && tail}
        </p>
      ))}
    </>
  );
}

/** Text in which [1] is a link to the first source, if there is one. */
export function Cited(props: { text: string; citations?: readonly Citation[] | undefined }) {
  const { text, citations = [] } = props;
  if (citations.length === 0) return <>{text}</>;
  return (
    <>
      {text.split(source).map((part, i) => {
        const citation = i % 2 ? citations[Number(part) - 1] : undefined;
        if (citation) return <Cite n={Number(part)} to={citation} />;
        return i % 2 ? `[${part}]` : part;
      })}
    </>
  );
}

export function Cite({ n, to }: { n: number; to: Citation }) {
  const { shell, t } = useMore();
  const { slug, title } = to;
  if (!slug) return <span class="cite">{n}</span>;
  return (
    <button
      type="button"
      class="cite"
      aria-label={t('source', { n, title })}
      onClick={() => shell.go({ at: 'help', slug, from: 'chat' })}
    >
      {n}
    </button>
  );
}
