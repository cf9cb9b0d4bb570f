// A conversation: head, strip while the visitor waits, list, foot.

import { useMemo } from 'preact/hooks';
import { rowsOf } from '../rows.ts';
import { waits } from '../state.ts';
import { focusFirst } from './App.tsx';
import css from './chat.css?inline';
import { Assistant } from './Face.tsx';
import { Foot } from './Foot.tsx';
import { Head } from './Head.tsx';
import { Icon } from './Icon.tsx';
import { Live } from './Live.tsx';
import { adopt } from './lazy.tsx';
import { useMore } from './panel.ts';
import { Strip } from './parts.tsx';
import { RowView } from './Rows.tsx';
import { Skeleton } from './Skeleton.tsx';
import { useScroll } from './scroll.ts';

adopt(css);

export function ChatScreen() {
  const { shell, state, t } = useMore();
  const rows = useMemo(() => rowsOf(state, t), [state, t]);
  const { list, below, toEnd } = useScroll(shell, rows);
  const empty = rows.length === 0;
  return (
    <>
      <Head />
      {(waits(state.chat?.view) || state.arriving) && <Strip />}
      <section
        class="list"
        ref={list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and not everybody has a mouse
        tabIndex={0}
        aria-label={t('conversation')}
      >
        <ol>
          {state.loadingEarlier && <li class="event">{t('loading')}</li>}
          {empty && state.phase === 'open' && <Welcome />}
          {rows.map((row) => (
            <RowView key={row.key} row={row} />
          ))}
          <Offer />
        </ol>
      </section>
      {empty && state.phase === 'opening' && <Skeleton />}
      {below && (
        <button type="button" class="below" onClick={toEnd}>
          <Icon sign="down" small />
          {t('newBelow')}
        </button>
      )}
      <Foot />
      <Live />
    </>
  );
}

/** What the assistant says before anything was written. It is no message and stays nowhere. */
function Welcome() {
  const { state, t } = useMore();
  const { site } = state;
  return (
    <li class="says">
      <p class="by">
        <Assistant size={20} />
        {site?.assistant}
        <span class="badge">{t('badge')}</span>
      </p>
      <p class="prose" dir="auto">
        {site?.greeting || t('welcome')}
      </p>
    </li>
  );
}

/** Answers to an offer of a person, as long as it is the last word. */
function Offer() {
  const { shell, state, t } = useMore();
  const last = state.chat?.transcript.items.at(-1);
  const offers =
    last?.entry.kind === 'message.posted' && last.entry.body.template?.startsWith('offer');
  const name = `offer-${state.chat?.view.id}-${last?.entry.seq}`;
  const put = state.letters.length > 0 || state.draft || state.asking || state.aside.has(name);
  if (!offers || put || state.chat?.view.state !== 'assistant') return null;
  const answer = (yes: boolean) => {
    if (yes) shell.askForPerson();
    else shell.putAside(name);
    focusFirst(state.phone); // both buttons go
  };
  return (
    <li class="answers">
      <button type="button" class="btn main" onClick={() => answer(true)}>
        {t('yesPlease')}
      </button>
      <button type="button" class="btn" onClick={() => answer(false)}>
        {t('notNow')}
      </button>
    </li>
  );
}
