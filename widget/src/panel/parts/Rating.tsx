// How it was: asked once, at the end, about the part that a person did if one was here.

import { useState } from 'preact/hooks';
import { moment } from '../moment.ts';
import { lastAgent } from '../state.ts';
import { focusFirst } from '../ui/App.tsx';
import { Assistant, Face } from '../ui/Face.tsx';
import { Path } from '../ui/Icon.tsx';
import { adopt } from '../ui/lazy.tsx';
import { useMore } from '../ui/panel.ts';
import css from './rating.css?inline';
import { Known } from './Strip.tsx';

adopt(css);

const changeableFor = 86_400_000;

/** Five mouths in the same face, from very poor to great. */
const mouths = [
  'M8 16.5q4-4 8 0',
  'M8.5 16q3.5-2.25 7 0',
  'M8.5 15h7',
  'M8.5 14.25q3.5 2.5 7 0',
  'M7.5 13.5h9a4.5 4.5 0 0 1-9 0z',
];
const face = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9 9.5h.01M15 9.5h.01';

export function Rating() {
  const { state, now } = useMore();
  const [again, change] = useState(false);
  const view = state.chat?.view;
  const rating = view?.rating;
  const segment = view?.human ? 'after_handoff' : 'assistant_only';
  const until = rating ? Date.parse(rating.at) + changeableFor : 0;
  if (rating?.segment === segment && !again) {
    return <Thanks score={rating.score} until={until > now() ? until : 0} change={change} />;
  }
  const done = () => {
    change(false);
    focusFirst(state.phone); // the form goes
  };
  return <Question done={done} />;
}

function Thanks(props: { score: number; until: number; change: (again: boolean) => void }) {
  const { state, t, now } = useMore();
  const { score, until, change } = props;
  const agent = lastAgent(state);
  const name = state.session?.visitor?.name?.split(' ')[0];
  return (
    <li class="joined thanks enter">
      {agent ? <Face of={agent} size={72} /> : <Assistant size={72} />}
      <h3>{name ? t('thanksName', { name }) : t('thanks')}</h3>
      {agent && <p>{t('seesToo', { name: agent.name })}</p>}
      <Known>{t('gave', { n: score })}</Known>
      {until > 0 && (
        <button type="button" class="quiet" onClick={() => change(true)}>
          {t('changeUntil', { time: moment(until, now(), t) })}
        </button>
      )}
    </li>
  );
}

function Question({ done }: { done: () => void }) {
  const { shell, state, t } = useMore();
  const view = state.chat?.view;
  const before = view?.rating;
  const [score, setScore] = useState(before?.score ?? 0);
  const [repeated, setRepeated] = useState(before?.repeated);
  const [comment, setComment] = useState(before?.comment ?? '');
  const agent = lastAgent(state);
  const title = agent
    ? t('howWas', { name: agent.name })
    : t('didHelp', { name: state.site?.assistant ?? '' });
  const send = async (event: Event) => {
    event.preventDefault();
    const given = await (await shell.talk()).rate({
      score,
      ...(comment.trim() && { comment: comment.trim() }),
      ...(view?.human && repeated !== undefined && { repeated }),
    });
    if (given) done();
  };
  return (
    <li class="card enter">
      <form class="rate" onSubmit={(event) => void send(event)}>
        <fieldset>
          <legend>{title}</legend>
          <div class="scale">
            {mouths.map((mouth, i) => (
              <label key={mouth} class={score === i + 1 ? 'on' : ''}>
                <input
                  type="radio"
                  name="score"
                  aria-label={t('score', { n: i + 1 })}
                  checked={score === i + 1}
                  onChange={() => setScore(i + 1)}
                />
                <Path d={`${face}${mouth}`} />
                {i + 1}
              </label>
            ))}
          </div>
          <p class="ends" aria-hidden="true">
            <span>{t('poor')}</span>
            <span>{t('great')}</span>
          </p>
        </fieldset>
        {view?.human && (
          <fieldset>
            <legend>{t('repeat')}</legend>
            <div class="pair">
              {[false, true].map((answer) => (
                <label key={String(answer)} class={repeated === answer ? 'btn on' : 'btn'}>
                  <input
                    type="radio"
                    name="repeated"
                    checked={repeated === answer}
                    onChange={() => setRepeated(answer)}
                  />
                  {t(answer ? 'yes' : 'no')}
                </label>
              ))}
            </div>
          </fieldset>
        )}
        <textarea
          class="area"
          rows={2}
          dir={comment ? 'auto' : undefined}
          maxLength={2000}
          aria-label={t('comment')}
          placeholder={t('comment')}
          value={comment}
          onInput={(event) => setComment(event.currentTarget.value)}
        />
        <div class="row">
          <button type="submit" class="btn main" disabled={score === 0}>
            {t('send')}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              if (!before) shell.putAside(`rate-${view?.id}`);
              done();
            }}
          >
            {t(before ? 'cancel' : 'skip')}
          </button>
        </div>
      </form>
    </li>
  );
}
