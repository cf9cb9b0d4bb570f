// The foot of a conversation: a notice, the way to a person, the composer.

import type { Expectation } from '@baton/shared/facts.gen';
import { moment, range } from '../moment.ts';
import { lastAgent, type PanelState, waits } from '../state.ts';
import type { TMore } from '../texts/text.ts';
import { focusFirst } from './App.tsx';
import { Composer } from './Composer.tsx';
import { Icon } from './Icon.tsx';
import { NoticeLine } from './NoticeLine.tsx';
import { useMore } from './panel.ts';

export function Foot() {
  const { shell, state, t } = useMore();
  const preview = state.site?.typing_preview && state.chat?.view.state === 'active';
  return (
    <footer class="foot">
      <NoticeLine />
      {!state.notice && <PersonButton />}
      {preview && <p class="hint">{t('preview')}</p>}
      <Composer
        placeholder={placeholder(state, t)}
        draft={shell.draft}
        onSend={(text) => shell.send(text)}
        onType={(text) => shell.typing(text)}
      />
    </footer>
  );
}

/** Whether the visitor could ask for a person now: the assistant has the conversation, or nobody. */
export function mayAsk(state: PanelState): boolean {
  const view = state.chat?.view;
  if (!view || view.state === 'assistant') return true;
  const reachable = state.session?.team.open && state.session.team.online;
  return view.state === 'follow_up' && !view.handoff?.asking_contact && reachable === true;
}

function PersonButton() {
  const { shell, state, t, now } = useMore();
  if (!mayAsk(state)) return null;
  const beside = wait(state.session?.team.expectation, now(), t);
  return (
    <button
      type="button"
      class="person"
      aria-busy={state.asking}
      onClick={() => {
        shell.askForPerson();
        focusFirst(state.phone); // this button goes
      }}
    >
      <Icon sign="person" />
      {t(state.asking ? 'askingTeam' : 'person')}
      <span>{beside}</span>
    </button>
  );
}

function placeholder(state: PanelState, t: TMore): string {
  const view = state.chat?.view;
  const assistant = state.site?.assistant ?? '';
  if (view?.handoff?.asking_contact) return t('orType');
  if (view?.state === 'resolved') return t('still');
  if (state.arriving) return t('writeTo', { name: state.arriving.name });
  if (waits(view) || view?.state === 'follow_up') return t('addForTeam');
  const agent = view?.agent ?? (view?.state === 'active' ? lastAgent(state) : undefined);
  return agent ? t('writeTo', { name: agent.name }) : t('askName', { name: assistant });
}

/** What stands beside Talk to a person: usually 2–5 min, answer by Mon 9:30. */
function wait(p: Expectation | undefined, now: number, t: TMore): string {
  if (!p) return '';
  if (p.kind === 'now') return t('rightAway');
  if (p.kind === 'range') return t('usuallyShort', { range: range(p, t, true) });
  return p.by ? t('answerByShort', { time: moment(p.by, now, t, true) }) : '';
}
