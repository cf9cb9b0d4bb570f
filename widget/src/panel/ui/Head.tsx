// The head of a conversation: who has it, and how it stands.

import type { ComponentChildren } from 'preact';
import { clock } from '../moment.ts';
import { lastAgent, type PanelState, waits } from '../state.ts';
import type { TMore } from '../texts/text.ts';
import { Assistant, Empty, Face } from './Face.tsx';
import { Icon } from './Icon.tsx';
import { useMore } from './panel.ts';
import { Back, Tools } from './Tools.tsx';

export function Head() {
  const { shell, state, t } = useMore();
  const { face, name, line } = who(state, t);
  return (
    <header class="head">
      <Back onClick={() => shell.go({ at: 'home' })} />
      {face}
      <div class="who">
        <h2>{name}</h2>
        <p>{line}</p>
      </div>
      <Tools />
    </header>
  );
}

interface Who {
  face: ComponentChildren;
  name: string;
  line: ComponentChildren;
}

function who(state: PanelState, t: TMore): Who {
  const { chat, site, away } = state;
  const assistant = site?.assistant ?? '';
  const view = chat?.view;
  if (waits(view) || state.arriving) {
    return {
      face: (
        <span class="faces">
          <Assistant size={32} />
          <Empty>
            <Icon sign="person" small />
          </Empty>
        </span>
      ),
      name: t('andTeam', { assistant }),
      line: t(away ? 'reconnecting' : 'finding'),
    };
  }
  const agent = view?.agent ?? (view?.state === 'resolved' ? lastAgent(state) : undefined);
  const ended = view?.state === 'resolved' ? endedAt(state) : undefined;
  const base = agent
    ? { face: <Face of={agent} />, name: agent.name }
    : { face: <Assistant />, name: assistant };
  if (away) return { ...base, line: t('reconnecting') };
  if (ended) return { ...base, line: t('ended', { time: clock(ended, t) }) };
  if (!agent) return { ...base, line: t('alwaysHere') };
  const types = state.typing?.by.kind === 'agent';
  const line = (
    <>
      <span class="dot" />
      {types ? t('typing') : (agent.title ?? '')}
    </>
  );
  return { ...base, line };
}

function endedAt(state: PanelState): string | undefined {
  return state.chat?.transcript.items.findLast((i) => i.entry.kind === 'conversation.resolved')
    ?.entry.at;
}
