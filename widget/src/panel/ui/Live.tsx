// What a screen reader hears: each new message and event of the other side, once, when it is complete.

import type { Item } from '@baton/shared/transcript';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type PanelState, people } from '../state.ts';
import type { TMore } from '../texts/text.ts';
import { useMore } from './panel.ts';

const typingAtMostEvery = 10_000;

export function Live() {
  const { state, t, now } = useMore();
  const [text, say] = useState('');
  const heard = useRef({ id: '', seq: 0, typing: 0 });
  const { chat, typing } = state;

  useEffect(() => {
    const before = heard.current;
    const seq = chat?.transcript.to ?? 0;
    const id = chat?.view.id ?? '';
    if (before.id === id) {
      const news = (chat?.transcript.items ?? []).filter((i) => i.entry.seq > before.seq);
      const words = news.map((i) => spoken(i, state, t)).filter((w) => w !== '');
      if (words.length > 0) say(words.join('\n'));
    }
    heard.current = { ...before, id, seq };
  }, [chat, state, t]);

  useEffect(() => {
    if (typing?.by.kind !== 'agent' || now() - heard.current.typing < typingAtMostEvery) return;
    heard.current.typing = now();
    const name = typing.name ?? people(state.session, state.chat).get(typing.by.id ?? '')?.name;
    say(t('isTyping', { name: name ?? t('team') }));
  }, [typing, now, state, t]);

  return (
    <div class="spoken" role="status">
      {text}
    </div>
  );
}

/** An item in words; empty for what is not worth saying. */
function spoken(item: Item, state: PanelState, t: TMore): string {
  const { by } = item.entry;
  const agent = people(state.session, state.chat).get(by.id ?? '')?.name;
  const name = by.kind === 'agent' ? (agent ?? t('team')) : (state.site?.assistant ?? '');
  if (item.kind === 'message') {
    if (by.kind === 'visitor' || item.state === 'deleted') return '';
    return t('line', { name, text: item.text.replace(/\*\*|\[\d+\]/g, '') });
  }
  switch (item.entry.kind) {
    case 'agent.joined':
      return t('joinedSpoken', { name: item.entry.body.agent.name });
    case 'agent.left':
      return item.entry.body.why === 'gone'
        ? t('dropped', { name: item.entry.body.agent.name })
        : '';
    case 'handoff.cancelled':
      return t('withdrawn');
    case 'conversation.resolved':
      return by.kind === 'agent' ? t('endedBy', { name }) : t('endedPlain');
    default:
      return '';
  }
}
