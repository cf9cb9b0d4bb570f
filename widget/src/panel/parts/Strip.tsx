// The handoff: the relay while the visitor waits, the card of who joins, and a promised answer.

import type { Profile } from '@baton/shared/facts.gen';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { moment, withTime } from '../moment.ts';
import type { Row } from '../rows.ts';
import { stripOf } from '../strip.ts';
import { focusFirst } from '../ui/App.tsx';
import { Assistant, Face, Faces } from '../ui/Face.tsx';
import { Icon } from '../ui/Icon.tsx';
import { adopt } from '../ui/lazy.tsx';
import { useMore } from '../ui/panel.ts';
import css from './strip.css?inline';

adopt(css);

export function Strip() {
  const { shell, state, t, now } = useMore();
  const view = stripOf(state, now(), t);
  const { arriving, session, chat: current } = state;
  const neverMind = async () => {
    await (await shell.talk()).neverMind();
    focusFirst(state.phone);
  };
  return (
    <section class="strip enter" aria-label={t('getting')}>
      <div class="relay" style={`--at:${view.at}`}>
        <Assistant size={32} />
        <Thread />
        <span class="finish" data-here={Boolean(arriving)}>
          <Faces of={session?.team.faces ?? []} soft />
          {arriving && <Face of={arriving} size={32} />}
        </span>
      </div>
      <h3>{view.title}</h3>
      {view.choice === 'later' ? (
        <div class="end">
          <button type="button" class="quiet" onClick={() => shell.do((talk) => talk.writeLater())}>
            {t('writeToMe')}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => shell.putAside(`wait-${current?.view.handoff?.id}`)}
          >
            {t('illWait')}
          </button>
        </div>
      ) : (
        <div class="end">
          <p>
            {view.lines.map((line) => (
              <span key={line}>{line}</span>
            ))}
          </p>
          {view.choice === 'never' && (
            <button type="button" class="quiet" onClick={() => void neverMind()}>
              {t('neverMind')}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

/** The way that is left, the way that is done, and the baton on it. */
function Thread() {
  return (
    <span class="thread">
      <i />
      <span>
        <b class="baton" />
      </span>
    </span>
  );
}

export function Joined({ row }: { row: Extract<Row, { is: 'joined' }> }) {
  const { state, t } = useMore();
  const { who, from, at, replied } = row;
  const name = from ? t('tookOver', { name: who.name, old: from.name }) : who.name;
  const title = from ? name : t('joined', { name });
  const [folded, fold] = useState(replied);
  const card = useRef<HTMLLIElement>(null);

  // Once answered it becomes a line, but never under the reader's eyes.
  useEffect(() => {
    const el = card.current;
    if (!replied || folded || !el) return;
    const watch = new IntersectionObserver(([seen]) => {
      if (seen && !seen.isIntersecting) fold(true);
    });
    watch.observe(el);
    return () => watch.disconnect();
  }, [replied, folded]);

  if (folded) {
    return (
      <li class="event good">
        <Icon sign="check" small />
        {withTime(title, at, t)}
      </li>
    );
  }
  const site = state.site?.name ?? '';
  return (
    <li class="joined enter" ref={card}>
      <Pass from={from} to={who} />
      <h3>{title}</h3>
      <p>{who.title ? t('roleAt', { role: who.title, site }) : site}</p>
      <Known>{t('seesChat')}</Known>
    </li>
  );
}

function Pass({ from, to }: { from: Profile | undefined; to: Profile }) {
  return (
    <div class="pass">
      <span class="from" style="--at:1">
        {from ? <Face of={from} size={28} /> : <Assistant size={28} />}
        <Thread />
      </span>
      <Face of={to} size={72} />
    </div>
  );
}

export function Known({ children }: { children: ComponentChildren }) {
  return (
    <p class="known">
      <Icon sign="check" small />
      {children}
    </p>
  );
}

/** Asks for the one field by which the visitor can be reached. */
export function ContactCard() {
  const { t } = useMore();
  return (
    <li class="card ask enter">
      <h3 id="where-to">{t('whereTo')}</h3>
      <ContactField />
      <p class="muted">{t('onlyFor')}</p>
    </li>
  );
}

function ContactField({ onDone }: { onDone?: () => void }) {
  const { shell, state, t } = useMore();
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const give = async (event: Event) => {
    event.preventDefault();
    const value = field.current?.value.trim();
    if (!value || busy) return;
    setBusy(true);
    const wrong = (await (await shell.talk()).giveContact(value)) ?? t('trouble');
    setBusy(false);
    setTrouble(wrong);
    if (wrong) field.current?.focus();
    else {
      onDone?.();
      focusFirst(state.phone);
    }
  };
  return (
    <form onSubmit={(event) => void give(event)} noValidate>
      <div class="field">
        <input
          ref={field}
          type="text"
          autocomplete="email"
          inputMode="email"
          aria-label={t('contact')}
          aria-invalid={trouble !== ''}
          aria-describedby="contact-trouble"
          placeholder={t('contact')}
        />
        <button type="submit" class="send" aria-label={t('send')} aria-busy={busy}>
          <span>
            <Icon sign="send" />
          </span>
        </button>
      </div>
      <p id="contact-trouble" class="wrong" role="alert">
        {trouble}
      </p>
    </form>
  );
}

/** A promised answer: when, where to, and both can be changed. */
export function PromiseCard() {
  const { shell, state, t, now } = useMore();
  const [changing, change] = useState(false);
  const view = state.chat?.view;
  const by = view?.handoff?.promise.by;
  const contact = view?.contact;
  return (
    <li class="card ask enter">
      <div class="promise">
        <span class="tick">
          <Icon sign="check" />
        </span>
        <div>
          <h3>{by ? t('answerBy', { time: moment(by, now(), t) }) : t('answerComes')}</h3>
          <p class="muted">{contact ? t('toContact', { contact }) : t('toChat')}</p>
        </div>
      </div>
      <p class="muted">{t('thanksContact')}</p>
      {changing ? (
        <ContactField onDone={() => change(false)} />
      ) : (
        <div class="row">
          <button type="button" class="quiet" onClick={() => change(true)}>
            {t(contact ? 'changeAddress' : 'giveAddress')}
          </button>
          <button type="button" class="quiet" onClick={() => shell.do((talk) => talk.neverMind())}>
            {t('neverMind')}
          </button>
        </div>
      )}
    </li>
  );
}
