// One look answers three questions: who is there, how soon, and where do I write.

import type { Profile } from '@baton/shared/facts.gen';
import type { Past, Team } from '../api.ts';
import { clock, dayName, daysAway, moment, range } from '../moment.ts';
import { type PanelState, people, unread } from '../state.ts';
import type { T } from '../texts/text.ts';
import { Composer } from './Composer.tsx';
import { Assistant, Face, Faces } from './Face.tsx';
import { Icon } from './Icon.tsx';
import { NoticeLine } from './NoticeLine.tsx';
import { usePanel } from './panel.ts';
import { ChatScreen } from './parts.tsx';
import { Skeleton } from './Skeleton.tsx';
import { Tools } from './Tools.tsx';

export function Home() {
  const { shell, state, t, now } = usePanel();
  const { session, site } = state;
  return (
    <>
      <div class="home">
        <div class="top">
          <b>{site?.name}</b>
          <Tools />
        </div>
        {session ? (
          <>
            <Welcome state={state} t={t} now={now()} />
            <div class="tile">
              <div class="line">
                <div class="two">
                  <b>
                    {session.site.assistant} <span class="badge">{t('badge')}</span>
                  </b>
                  <small>{t('answersNow')}</small>
                </div>
                <Assistant size={32} />
              </div>
              <div class="line">
                <div class="two">
                  <b>{names(session.team.faces, t)}</b>
                  <small>{presence(session.team, session.site.assistant, now(), t)}</small>
                </div>
                <Faces of={session.team.faces} />
              </div>
            </div>
            <Chats />
            <Articles />
          </>
        ) : (
          <Skeleton />
        )}
      </div>
      <footer class="foot">
        <NoticeLine />
        <Composer
          placeholder={t('ask')}
          draft={shell.draft}
          onSend={(text) => shell.send(text)}
          onType={(text) => {
            void ChatScreen.load();
            shell.typing(text);
          }}
        />
      </footer>
    </>
  );
}

function Welcome({ state, t, now }: { state: PanelState; t: T; now: number }) {
  const { session } = state;
  const name = session?.visitor?.name?.split(' ')[0];
  if (!session || session.team.open) {
    return <h1>{name ? t('helloName', { name }) : t('hello')}</h1>;
  }
  const hour = new Date(now).getHours();
  const greeting = t(hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening');
  return (
    <div>
      <h1>{name ? t('greetName', { greeting, name }) : greeting}</h1>
      <p class="muted">{t('askNow', { assistant: session.site.assistant })}</p>
    </div>
  );
}

function names(faces: readonly Profile[], t: T): string {
  const list = faces.slice(0, 3).map((p) => p.name);
  return list.length > 0 ? new Intl.ListFormat(t.locale).format(list) : t('team');
}

function presence(team: Team, assistant: string, now: number, t: T) {
  const p = team.expectation;
  if (team.open && team.online) {
    const soon = p?.kind === 'range' ? t('joinIn', { range: range(p, t, true) }) : t('joinNow');
    return (
      <>
        <span class="dot" />
        {soon}
      </>
    );
  }
  if (!team.open && team.opens_at) return opening(team.opens_at, now, t);
  if (p?.by) return t('answerBy', { time: moment(p.by, now, t) });
  return t('answersLater', { assistant });
}

function opening(at: string, now: number, t: T): string {
  const time = clock(at, t);
  const away = daysAway(at, now);
  if (away <= 0) return t('backToday', { time });
  if (away === 1) return t('backTomorrow', { time });
  return t('backOn', { day: dayName(at, now, t), time });
}

function Chats() {
  const { shell, state, t } = usePanel();
  const { chat: current, session } = state;
  const past = (session?.past ?? []).filter((p) => p.conversation !== current?.view.id);
  return (
    <>
      {current && current.transcript.items.length > 0 && <Continue />}
      {past.length > 0 && (
        <div class="tile">
          {past.slice(0, 2).map((p) => (
            <ChatLine
              key={p.conversation}
              title={t('earlierChat')}
              line={p.summary ?? ''}
              agent={p.agent}
              at={lastOf(p)}
              onClick={() => shell.do((talk) => talk.openPast(p.conversation))}
            />
          ))}
        </div>
      )}
    </>
  );
}

function lastOf(past: Past): string {
  return past.last_at ?? past.started_at;
}

function Continue() {
  const { shell, state, t } = usePanel();
  const { chat: current, session } = state;
  const last = current?.transcript.items.findLast(
    (i) => i.kind === 'message' && i.state !== 'deleted',
  );
  const by = last?.entry.by;
  const agent = by?.kind === 'agent' ? people(session, current).get(by.id ?? '') : undefined;
  const others = agent?.name ?? state.site?.assistant ?? '';
  const name = by?.kind === 'visitor' ? t('you') : others;
  const text = last?.kind === 'message' ? last.text.replace(/\*\*|\[\d+\]/g, '') : '';
  return (
    <div class="tile">
      <ChatLine
        title={t('continueChat')}
        line={last ? t('line', { name, text }) : ''}
        agent={agent ?? current?.view.agent}
        at={last?.entry.at}
        count={unread(current)}
        onClick={() => shell.go({ at: 'chat' })}
      />
    </div>
  );
}

function ChatLine(props: {
  title: string;
  line: string;
  agent: Profile | undefined;
  at: string | undefined;
  count?: number;
  onClick: () => void;
}) {
  const { t, now } = usePanel();
  const { title, line, agent, at, count, onClick } = props;
  const old = at && daysAway(at, now()) !== 0;
  return (
    <button type="button" class="line" onClick={onClick}>
      {agent ? <Face of={agent} /> : <Assistant />}
      <span class="two">
        <b>{title}</b>
        <small class="cut" dir="auto">
          {line}
        </small>
      </span>
      {count ? (
        <span class="unread" aria-label={t('unread', { n: count })} role="img">
          {count}
        </span>
      ) : (
        at && <small>{old ? dayName(at, now(), t, true) : clock(at, t)}</small>
      )}
    </button>
  );
}

function Articles() {
  const { shell, state, t } = usePanel();
  const articles = state.session?.articles ?? [];
  if (articles.length === 0) return null;
  return (
    <div class="tile">
      <button type="button" class="search" onClick={() => shell.go({ at: 'help', from: 'home' })}>
        <Icon sign="search" />
        {t('searchHelp')}
      </button>
      {articles.slice(0, 3).map(({ slug, title }) => (
        <button
          key={slug}
          type="button"
          class="article"
          onClick={() => shell.go({ at: 'help', slug, from: 'home' })}
        >
          <span dir="auto">{title}</span>
          <Icon sign="next" small turn />
        </button>
      ))}
    </div>
  );
}
