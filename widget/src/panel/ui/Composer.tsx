// Where the visitor writes. It grows to five lines; Enter sends, Shift+Enter breaks the line. What is
// in it survives a reload.

import type { TargetedEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';
import { usePanel } from './panel.ts';

const most = 4000;
const countFrom = 3600;

export interface ComposerProps {
  placeholder: string;
  draft: { get: () => string; set: (text: string) => void };
  onSend: (text: string) => void;
  onType?: (text: string) => void;
}

export function Composer({ placeholder, draft, onSend, onType }: ComposerProps) {
  const { shell, state, t } = usePanel();
  const [text, setText] = useState(draft.get);
  const area = useRef<HTMLTextAreaElement>(null);
  const length = text.length < countFrom ? text.length : [...text].length;
  const ready = text.trim() !== '' && length <= most;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useEffect(() => grow(area.current), [text]);
  useEffect(() => {
    if (state.proposal === undefined) return;
    setText(state.proposal);
    shell.set({ proposal: undefined });
    area.current?.focus();
  }, [state.proposal, shell]);

  const change = (next: string) => {
    setText(next);
    draft.set(next);
  };
  const send = (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    onSend(text.trim());
    change('');
    area.current?.focus();
  };
  const key = (event: TargetedEvent<HTMLTextAreaElement, KeyboardEvent>) => {
    // Enter that ends the choice of a word in an input method is not for us; old Safari says it by 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)
      return;
    send(event);
  };

  return (
    <>
      {length >= countFrom && (
        <p class={length > most ? 'count bad' : 'count'} role="status">
          {length > most ? t('tooMany', { n: length - most }) : t('left', { n: most - length })}
        </p>
      )}
      <form class="composer" onSubmit={send}>
        <textarea
          ref={area}
          class="type"
          rows={1}
          dir={text ? 'auto' : undefined}
          data-focus
          enterkeyhint="send"
          aria-label={t('message')}
          placeholder={placeholder}
          value={text}
          onInput={(event) => {
            change(event.currentTarget.value);
            onType?.(event.currentTarget.value);
          }}
          onKeyDown={key}
        />
        <button type="submit" class="send" aria-label={t('send')} aria-disabled={!ready}>
          <span>
            <Icon sign="send" />
          </span>
        </button>
      </form>
    </>
  );
}

/** Makes the field as high as its text; its style sheet sets the limit. */
function grow(area: HTMLTextAreaElement | null): void {
  if (!area) return;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}
