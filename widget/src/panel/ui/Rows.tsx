// The rows of the list: the assistant writes on the page, people speak in bubbles.

import type { ComponentChildren } from 'preact';
import { clock, dayName, withTime } from '../moment.ts';
import type { Meta, Mine, Row, Said } from '../rows.ts';
import { Assistant, Face } from './Face.tsx';
import { Icon } from './Icon.tsx';
import { useMore } from './panel.ts';
import { ContactCard, Joined, PromiseCard, Rating } from './parts.tsx';
import { Cite, Rich, source } from './Rich.tsx';

type Of<Is extends Row['is']> = Extract<Row, { is: Is }>;

export function RowView({ row }: { row: Row }) {
  const { t, now } = useMore();
  switch (row.is) {
    case 'day':
      return <li class="event day">{dayName(row.at, now(), t)}</li>;
    case 'mine':
      return <MineRow row={row} />;
    case 'assistant':
      return <AssistantRow row={row} />;
    case 'agent':
      return <AgentRow row={row} />;
    case 'event':
      return (
        <li class="event">
          {row.good && <Icon sign="check" small />}
          {row.at ? withTime(row.text, row.at, t) : row.text}
        </li>
      );
    case 'joined':
      return <Joined key={row.key} row={row} />;
    case 'typing':
      return <TypingRow row={row} />;
    case 'contact':
      return <ContactCard />;
    case 'promise':
      return <PromiseCard />;
    case 'rating':
      return <Rating />;
  }
}

function MineRow({ row }: { row: Of<'mine'> }) {
  return (
    <li class="mine">
      {row.bubbles.map((b) => (
        <Bubble key={b.key} of={b} />
      ))}
      <MetaLine meta={row.meta} />
    </li>
  );
}

function Bubble({ of }: { of: Mine }) {
  const { t } = useMore();
  if (of.state === 'deleted') return <p class="bubble gone">{t('deleted')}</p>;
  return (
    <p class={`bubble ${of.state}`} dir="auto">
      {of.text}
    </p>
  );
}

function MetaLine({ meta }: { meta: Meta }) {
  const { shell, t } = useMore();
  switch (meta.is) {
    case 'deleted':
      return null;
    case 'time':
      return <p class="meta">{clock(meta.at, t)}</p>;
    case 'sent':
      return (
        <p class="meta">
          {clock(meta.at, t)} · {t('sent')}
        </p>
      );
    case 'sending':
      return <Signed sign="clock">{t('sending')}</Signed>;
    case 'kept':
      return <Signed sign="clock">{t('whenBack')}</Signed>;
    case 'passed':
      return <Signed sign="check">{t('passed')}</Signed>;
    case 'seen':
      return (
        <p class="meta">
          {meta.by && <Face of={meta.by} size={14} />}
          {meta.named && meta.by ? t('seenBy', { name: meta.by.name }) : t('seen')}
        </p>
      );
    case 'failed':
      return (
        <p class="meta bad" role="alert">
          <Icon sign="alert" small />
          <span title={meta.say}>{t('notSent')}</span>
          <button type="button" onClick={() => shell.do((talk) => talk.resend(meta.clientID))}>
            {t('tryAgain')}
          </button>
          <button type="button" onClick={() => shell.do((talk) => talk.discard(meta.clientID))}>
            {t('delete')}
          </button>
        </p>
      );
  }
}

function Signed(props: { sign: 'clock' | 'check'; children: ComponentChildren }) {
  return (
    <p class="meta">
      <Icon sign={props.sign} small />
      {props.children}
    </p>
  );
}

function By() {
  const { state, t } = useMore();
  return (
    <p class="by">
      <Assistant size={20} />
      {state.site?.assistant}
      <span class="badge">{t('badge')}</span>
    </p>
  );
}

function AssistantRow({ row }: { row: Of<'assistant'> }) {
  return (
    <li class="says">
      <By />
      {row.messages.map((m) => (
        <Statement key={m.key} of={m} />
      ))}
    </li>
  );
}

function Statement({ of }: { of: Said }) {
  const { t } = useMore();
  if (of.state === 'deleted') return <p class="prose gone">{t('deleted')}</p>;
  const streaming = of.state === 'streaming';
  const unmarked = !source.test(of.text);
  const tail = streaming ? (
    <span class="caret" />
  ) : (
    unmarked && of.citations.map((c, i) => <Cite key={c.article} n={i + 1} to={c} />)
  );
  return (
    <>
      <div class="prose" dir="auto" lang={of.language}>
        <Rich text={of.text} citations={of.citations} streaming={streaming} tail={tail} />
      </div>
      {of.citations.length > 0 && <Sources of={of} />}
    </>
  );
}

function Sources({ of }: { of: Said }) {
  const { shell, t } = useMore();
  return (
    <ol class="sources" aria-label={t('sources')}>
      {of.citations.map((c, i) => (
        <li key={c.article}>
          <button
            type="button"
            disabled={!c.slug}
            onClick={() => c.slug && shell.go({ at: 'help', slug: c.slug, from: 'chat' })}
          >
            <span class="cite">{i + 1}</span>
            <span dir="auto">{c.title}</span>
            {c.slug && <Icon sign="next" small turn />}
          </button>
        </li>
      ))}
    </ol>
  );
}

function AgentRow({ row }: { row: Of<'agent'> }) {
  const { t } = useMore();
  return (
    <li class="them">
      <Face of={row.who} size={28} />
      <div class="group">
        <p class="name">{row.who.name}</p>
        {row.messages.map((m) =>
          m.state === 'deleted' ? (
            <p key={m.key} class="bubble gone">
              {t('deleted')}
            </p>
          ) : (
            <div key={m.key} class="bubble" dir="auto" lang={m.language}>
              <Rich text={m.text} />
              {m.state === 'edited' && <small class="muted">{t('edited')}</small>}
            </div>
          ),
        )}
      </div>
    </li>
  );
}

function TypingRow({ row }: { row: Of<'typing'> }) {
  const dots = (
    <span class="dots">
      <i />
      <i />
      <i />
    </span>
  );
  if (!row.who) {
    return (
      <li class="says" aria-hidden="true">
        <By />
        <p class="prose">{dots}</p>
      </li>
    );
  }
  return (
    <li class="them" aria-hidden="true">
      <Face of={row.who} size={28} />
      <p class="bubble">{dots}</p>
    </li>
  );
}
