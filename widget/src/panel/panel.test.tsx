import { openMemory } from '@baton/shared/keep';
import { Refused } from '@baton/shared/refused';
import { screen, waitFor, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { anna } from '../demo/faces.ts';
import { Life } from '../demo/life.ts';
import { mount, present, unmount } from '../test/mount.tsx';
import { TestServer } from '../test/server.ts';
import type { Shell } from './shell.ts';

const promise = {
  kind: 'range' as const,
  low_seconds: 120,
  high_seconds: 300,
  place: 2,
  made_at: new Date(present).toISOString(),
};
const begun = () => new Life(present - 60_000).asks('My chain slips.');
const waiting = () =>
  begun()
    .answers('I’m asking our team.', { template: 'told' })
    .requested(promise)
    .queued()
    .delivered();
const joined = () => waiting().joined(anna).says(anna, 'Hi Maria, I’m Anna, happy to help!');

const button = (name: string | RegExp) => screen.findByRole('button', { name });
const composer = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
/** Everything that stands in the list, in order. */
const list = async () =>
  (await screen.findByRole('region', { name: 'Conversation' })).textContent ?? '';

/** Goes to the conversation, and waits until it is there. */
async function enter(shell: Shell): Promise<void> {
  shell.go({ at: 'chat' });
  await button('Back');
}

afterEach(unmount);

describe('home', () => {
  it('says who is there, how soon, and where to write', async () => {
    await mount(new TestServer());
    expect(
      await screen.findByRole('heading', { name: 'Hello Maria, how can we help?' }),
    ).toBeTruthy();
    expect(screen.getByText('Anna, Ben and Noor')).toBeTruthy();
    expect(screen.getByText('Join in 2–5 min')).toBeTruthy();
    expect(composer().placeholder).toBe('Ask a question…');
    expect(screen.queryByRole('button', { name: 'Talk to a person' })).toBeNull();
  });

  it('says in the visitor’s time when a closed team is back', async () => {
    const server = new TestServer();
    server.session = {
      team: {
        open: false,
        online: false,
        opens_at: new Date(2026, 10, 23, 9, 0).toISOString(),
        faces: [anna],
      },
    };
    await mount(server);
    expect(await screen.findByText('Back on Monday at 9:00')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Good morning, Maria' })).toBeTruthy();
  });

  it('goes on with the last chat, which says what is new', async () => {
    const server = new TestServer(joined());
    const life = joined();
    const { shell, user } = await mount(server);
    shell.set({
      chat: shell.state.chat && {
        ...shell.state.chat,
        seen: { visitor: life.entries.length - 1, team: 0 },
      },
    });
    const line = await button(/Continue your last chat/);
    expect(within(line).getByRole('img', { name: '1 unread' })).toBeTruthy();
    await user.click(line);
    expect(await screen.findByText('Hi Maria, I’m Anna, happy to help!')).toBeTruthy();
  });

  it('opens an earlier chat', async () => {
    const server = new TestServer();
    const old = new Life(present - 9 * 86_400_000, 'conversation-old')
      .asks('Where is my order?')
      .ended();
    server.session = {
      past: [
        {
          conversation: 'conversation-old',
          state: 'resolved',
          started_at: old.entries[0]?.at ?? '',
          summary: 'Where is my order?',
        },
      ],
    };
    server.answers.set('GET /conversations/conversation-old', () => old.snapshot());
    const { user } = await mount(server);
    await user.click(await button(/Earlier chat/));
    await button('Back');
    expect(await screen.findByText('Where is my order?')).toBeTruthy();
    // So long after its end a new message begins a new conversation.
    await user.type(composer(), 'And this one?{Enter}');
    await waitFor(() => expect(server.of('post')[0]?.conversation).toBe(''));
  });

  it('says what to do when the chat cannot be opened, and tries again', async () => {
    const server = new TestServer();
    server.up = false;
    const { user, told } = await mount(server);
    expect((await screen.findByRole('alert')).textContent).toContain('hello@northwheel.example');
    expect(told).toContainEqual(['error', { code: 'unreachable' }]);
    server.up = true;
    await user.click(await button('Try again'));
    expect(await screen.findByRole('heading', { name: /Hello Maria/ })).toBeTruthy();
  });

  it('takes itself away where the server refuses the site', async () => {
    const server = new TestServer();
    server.answers.set('POST /session', () => {
      throw new Refused({ code: 'forbidden', say: 'This page may not show the chat.' });
    });
    const { told } = await mount(server);
    expect(told).toContainEqual(['refused', { say: 'This page may not show the chat.' }]);
  });
});

describe('writing', () => {
  it('draws a first message at once, follows the conversation that it begins, and says Sent', async () => {
    const server = new TestServer();
    const { user, keep, pass } = await mount(server);
    await user.type(composer(), 'My chain slips.{Enter}');
    expect(await screen.findByText('My chain slips.')).toBeTruthy();
    await pass(0);
    await waitFor(async () => expect(await list()).toContain('Sent'));
    expect(server.of('post')).toHaveLength(1);
    expect(server.of('follow')).toMatchObject([
      { streams: [{ stream: 'conversation:conversation-demo', after: 0 }] },
    ]);
    expect(screen.getAllByText('My chain slips.')).toHaveLength(1);
    expect(keep.names()).toEqual([]);
    expect(composer().value).toBe('');
  });

  it('sends with Enter, breaks the line with Shift, and leaves Enter to input methods', async () => {
    const server = new TestServer(begun());
    const { user } = await mount(server);
    await user.type(composer(), 'one{Shift>}{Enter}{/Shift}two');
    expect(composer().value).toBe('one\ntwo');
    const enter = new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    composer().dispatchEvent(enter);
    expect(server.of('post')).toEqual([]);
    await user.type(composer(), '{Enter}');
    await waitFor(() => expect(server.of('post')).toMatchObject([{ text: 'one\ntwo' }]));
  });

  it('counts near the limit and does not send what is beyond it', async () => {
    const server = new TestServer(begun());
    const { user, shell, pass } = await mount(server);
    shell.set({ proposal: 'x'.repeat(3990) });
    await pass(0);
    expect(await screen.findByText('10 characters left')).toBeTruthy();
    shell.set({ proposal: '🚲'.repeat(4001) });
    await pass(0);
    expect(await screen.findByText('1 character too many')).toBeTruthy();
    await user.type(composer(), '{Enter}');
    expect(server.of('post')).toEqual([]);
    expect(screen.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('keeps a draft over a reload', async () => {
    const keep = openMemory();
    const first = await mount(new TestServer(begun()), { keep });
    await first.user.type(composer(), 'half a thou');
    await unmount();
    await mount(new TestServer(begun()), { keep });
    expect(composer().value).toBe('half a thou');
  });

  it('keeps messages while there is no connection, sends them in order, and says so', async () => {
    const server = new TestServer(joined());
    const { user, shell, pass } = await mount(server);
    await enter(shell);
    server.up = false;
    server.drop();
    await pass(2000);
    expect(await screen.findByText('No connection. Messages are kept.')).toBeTruthy();
    expect(screen.getByText('Reconnecting…')).toBeTruthy();
    await user.type(composer(), 'one{Enter}');
    await user.type(composer(), 'two{Enter}');
    await waitFor(async () => expect(await list()).toContain('Will be sent when you’re back'));
    expect(server.of('post')).toEqual([]);
    server.up = true;
    await user.click(await button('Try now'));
    await pass(100);
    expect(server.of('post').map((f) => f.text)).toEqual(['one', 'two']);
    expect(await screen.findByText('Back online. Your 2 messages were sent.')).toBeTruthy();
    await pass(4000);
    expect(screen.queryByText(/Back online/)).toBeNull();
  });

  it('sends after a reload what was kept', async () => {
    const keep = openMemory();
    const away = new TestServer(begun());
    const first = await mount(away, { keep });
    away.up = false;
    away.drop();
    await first.user.type(composer(), 'still here{Enter}');
    await first.pass(0);
    await unmount();
    const server = new TestServer(begun());
    await mount(server, { keep });
    await waitFor(() => expect(server.of('post')).toMatchObject([{ text: 'still here' }]));
  });

  it('shows what the server refused, with a way to try again or let it be', async () => {
    const server = new TestServer(begun());
    const { user, shell, pass } = await mount(server);
    await enter(shell);
    server.refusal = { code: 'invalid', say: 'This message has a problem.' };
    await user.type(composer(), 'hm{Enter}');
    await pass(0);
    expect((await screen.findByText('Not sent')).title).toBe('This message has a problem.');
    server.refusal = undefined;
    await user.click(await button('Try again'));
    await pass(0);
    await waitFor(() => expect(screen.queryByText('Not sent')).toBeNull());
    server.refusal = { code: 'invalid', say: 'Again.' };
    await user.type(composer(), 'ho{Enter}');
    await pass(0);
    await user.click(await button('Delete'));
    await waitFor(() => expect(screen.queryByText('ho')).toBeNull());
  });

  it('tells of typing now and then, and what is typed only if the site allows it', async () => {
    const server = new TestServer(joined());
    const { user, shell, pass } = await mount(server);
    await enter(shell);
    await user.type(composer(), 'hel');
    await pass(0);
    expect(server.of('typing')).toEqual([
      { t: 'typing', conversation: 'conversation-demo', on: true },
    ]);
    await pass(5000);
    expect(server.of('typing').at(-1)).toMatchObject({ on: false });
    const site = shell.state.site;
    if (site) shell.set({ site: { ...site, typing_preview: true } });
    await pass(0);
    expect(screen.getByText('The team sees what you write before you send it.')).toBeTruthy();
    await user.type(composer(), 'lo');
    await pass(0);
    expect(server.of('typing').at(-1)).toMatchObject({
      on: true,
      text: expect.stringContaining('hell'),
    });
  });

  it('shows as text whatever people write', async () => {
    const bad = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const server = new TestServer(begun().asks(bad).answers(`${bad} **bold**`).says(anna, bad));
    const { shell } = await mount(server);
    await enter(shell);
    await waitFor(() => expect(screen.getAllByText(bad, { exact: false }).length).toBe(3));
    expect(document.querySelector('.list img:not(.face img), .list script')).toBeNull();
  });
});

describe('the assistant', () => {
  it('writes in place, and the finished message takes the draft’s place', async () => {
    const server = new TestServer(begun());
    const { shell, pass } = await mount(server);
    await enter(shell);
    const piece = (n: number, text: string) =>
      server.say({ t: 'draft', conversation: 'conversation-demo', run: 'run-1', n, text });
    piece(1, 'Look at ');
    piece(2, 'the spacer');
    piece(4, 'lost');
    await pass(0);
    const draft = await screen.findByText('Look at the spacer');
    server.tell(begun().answers('Look at the spacer behind it.', { run: 'run-1' }));
    await pass(0);
    const message = await screen.findByText('Look at the spacer behind it.');
    expect(message).toBe(draft);
    expect(screen.queryByText('Look at the spacer')).toBeNull();
  });

  it('takes back a draft that was withdrawn', async () => {
    const server = new TestServer(begun());
    const { shell, pass } = await mount(server);
    await enter(shell);
    const draft = { t: 'draft', conversation: 'conversation-demo', run: 'run-1' };
    server.say({ ...draft, n: 1, text: 'Well, ' });
    await pass(0);
    await screen.findByText('Well,', { exact: false });
    server.say({ ...draft, withdrawn: true });
    await pass(0);
    expect(screen.queryByText('Well,', { exact: false })).toBeNull();
  });

  it('cites articles as numbers that open them', async () => {
    const citations = [{ article: 'a1', title: 'Chain slips', slug: 'chain-slips' }];
    const server = new TestServer(begun().answers('Look at the spacer. [1]', { citations }));
    server.answers.set('GET /articles/chain-slips', () => ({
      slug: 'chain-slips',
      title: 'Chain slips under load',
      body: '## Why\n\nA **worn** chain.',
      updated_at: new Date(present).toISOString(),
    }));
    const { shell, user } = await mount(server);
    await enter(shell);
    expect(await button(/^1 ?Chain slips$/)).toBeTruthy();
    await user.click(await button('Source 1: Chain slips'));
    expect(await screen.findByRole('heading', { name: 'Chain slips under load' })).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Why' })).toBeTruthy();
    await user.click(await button('Back'));
    expect(await screen.findByText(/Look at the spacer/)).toBeTruthy();
  });

  it('offers a person, and takes no for an answer', async () => {
    const server = new TestServer(begun().answers('Shall I get someone?', { template: 'offer' }));
    const { shell, user } = await mount(server);
    await enter(shell);
    await user.click(await button('Not now'));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Yes, please' })).toBeNull());
    expect(server.asked).not.toContain('POST /handoff');
  });
});

describe('a person', () => {
  it('has beside it what is true now, not what was when the panel opened', async () => {
    const server = new TestServer(begun());
    const { shell, told } = await mount(server);
    await enter(shell);
    const ask = await button(/Talk to a person/);
    const made_at = new Date().toISOString();
    const range = { kind: 'range' as const, low_seconds: 600, high_seconds: 1200, made_at };
    server.say({ t: 'team', open: true, online: true, expectation: range });
    await waitFor(() => expect(ask.textContent).toContain('usually 10–20 min'));
    const by = new Date(2026, 10, 23, 9, 30).toISOString();
    const later = { kind: 'by_time' as const, by, made_at };
    server.say({ t: 'team', open: false, online: false, opens_at: by, expectation: later });
    await waitFor(() => expect(ask.textContent).toContain('answer by'));
    expect(told.filter(([name]) => name === 'status')).toEqual([
      ['status', { status: 'online' }],
      ['status', { status: 'offline' }],
    ]);
    server.say({ t: 'team', open: true, online: true });
    await waitFor(() => expect(ask.textContent).not.toContain('answer by'));
  });

  it('is one press away, with the wait beside it', async () => {
    const server = new TestServer(begun());
    const { shell, user, pass, told } = await mount(server);
    server.answers.set('POST /handoff', () => ({
      conversation: 'conversation-demo',
      entries: waiting().entries.slice(2),
    }));
    await enter(shell);
    const ask = await button(/Talk to a person/);
    expect(ask.textContent).toContain('usually 2–5 min');
    await user.click(ask);
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }));
    await pass(0);
    expect(await screen.findByRole('heading', { name: 'You’re 2nd in line' })).toBeTruthy();
    const lines = await list();
    server.say({ t: 'place', conversation: 'conversation-demo', place: 3 });
    expect(await screen.findByRole('heading', { name: 'You’re 3rd in line' })).toBeTruthy();
    server.say({ t: 'place', conversation: 'conversation-other', place: 9 });
    server.say({ t: 'place', conversation: 'conversation-demo', place: 1 });
    expect(await screen.findByRole('heading', { name: 'You’re next in line' })).toBeTruthy();
    expect(await list()).toBe(lines);
    expect(screen.queryByRole('button', { name: /Talk to a person/ })).toBeNull();
    expect(server.bodies.at(-1)).toMatchObject({
      conversation: 'conversation-demo',
      client_id: expect.stringMatching(/^[\w-]{8,64}$/),
    });
    expect(told).toContainEqual([
      'handoff',
      { state: 'requested', position: 2, expectation: 'range' },
    ]);
  });

  it('can be called before anything was written', async () => {
    const server = new TestServer();
    server.answers.set('POST /handoff', () => ({
      conversation: 'conversation-demo',
      entries: waiting().entries,
    }));
    const { shell, pass } = await mount(server);
    shell.askForPerson();
    await pass(0);
    expect(
      await screen
        .findByText('Passing your chat on', { exact: false })
        .catch(() => screen.findByText(/in line/)),
    ).toBeTruthy();
    expect(server.of('follow').at(-1)).toMatchObject({ streams: [{ after: 0 }] });
  });

  it('is not needed after all', async () => {
    const server = new TestServer(waiting());
    const { shell, user, pass } = await mount(server);
    await enter(shell);
    server.answers.set('POST /cancel', () => {
      const life = waiting().cancelled();
      return { conversation: life.id, entries: life.entries.slice(-1) };
    });
    await user.click(await button('Never mind'));
    await pass(0);
    expect(await screen.findByText(/Request withdrawn/)).toBeTruthy();
    expect(await button(/Talk to a person/)).toBeTruthy();
  });

  it('says why when it did not work', async () => {
    const server = new TestServer(begun());
    const { shell, user, pass } = await mount(server);
    server.answers.set('POST /handoff', () => {
      throw new Refused({ code: 'too_many', say: 'One moment, please.' });
    });
    await enter(shell);
    await user.click(await button(/Talk to a person/));
    await pass(0);
    expect((await screen.findByRole('alert')).textContent).toBe('One moment, please.');
    await pass(4000);
    expect(await button(/Talk to a person/)).toBeTruthy();
  });

  it('takes the baton, then has the card, and is announced once', async () => {
    const server = new TestServer(waiting().offered());
    const { shell, pass, told } = await mount(server);
    await enter(shell);
    await screen.findByRole('heading', { name: 'You’re next in line' });
    server.tell(waiting().offered().joined(anna));
    await pass(0);
    expect(await screen.findByRole('heading', { name: 'Anna is here' })).toBeTruthy();
    expect(screen.queryByRole('heading', { name: 'Anna joined' })).toBeNull();
    await pass(600);
    expect(await screen.findByRole('heading', { name: 'Anna joined' })).toBeTruthy();
    expect(screen.getByText('Sees your whole chat')).toBeTruthy();
    expect(composer().placeholder).toBe('Write to Anna…');
    expect(screen.getByText('Anna joined. Anna sees your whole chat.')).toBeTruthy();
    expect(told).toContainEqual(['handoff', { state: 'joined', name: 'Anna' }]);
  });

  it('types, and stops after six seconds without a sign', async () => {
    const server = new TestServer(joined());
    const { shell, pass } = await mount(server);
    await enter(shell);
    server.say({
      t: 'typing',
      conversation: 'conversation-demo',
      by: { kind: 'agent', id: anna.id },
      on: true,
    });
    await pass(0);
    expect(await screen.findByText('Typing…')).toBeTruthy();
    await pass(6000);
    expect(screen.queryByText('Typing…')).toBeNull();
  });

  it('is read aloud with name and words, once each', async () => {
    const server = new TestServer(joined());
    const { shell, pass } = await mount(server);
    await enter(shell);
    server.tell(joined().says(anna, 'Is there a thin ring left?'));
    await pass(0);
    const live = document.querySelector('.spoken[role=status]');
    await waitFor(() => expect(live?.textContent).toBe('Anna: Is there a thin ring left?'));
  });

  it('asks for an address in the chat, says what is wrong with it, and keeps the promise in sight', async () => {
    const due = new Date(2026, 10, 23, 9, 30).toISOString();
    const by = { kind: 'by_time' as const, by: due, made_at: due };
    const asked = () => begun().answers('told').requested(by).followUp(due).askedContact();
    const server = new TestServer(asked());
    const { shell, user, pass } = await mount(server);
    await enter(shell);
    server.answers.set('POST /contact', ({ body }) => {
      if (!JSON.stringify(body).includes('@'))
        throw new Refused({ code: 'invalid', say: 'Please write an e-mail address.' });
      const life = asked().gave('maria@example.com');
      return { conversation: life.id, entries: life.entries.slice(-1) };
    });
    const field = await screen.findByRole('textbox', { name: 'E-mail or phone' });
    await user.type(field, 'nonsense{Enter}');
    expect(await screen.findByText('Please write an e-mail address.')).toBeTruthy();
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await user.clear(field);
    await user.type(field, 'maria@example.com{Enter}');
    await pass(0);
    expect(await screen.findByRole('heading', { name: 'Answer by Monday, 9:30' })).toBeTruthy();
    expect(screen.getByText('To maria@example.com and here in this chat')).toBeTruthy();
    await user.click(await button('Change address'));
    expect(await screen.findByRole('textbox', { name: 'E-mail or phone' })).toBeTruthy();
  });
});

describe('keeping up', () => {
  it('asks for a snapshot when the stream cannot be continued', async () => {
    const server = new TestServer(begun());
    const { shell, pass } = await mount(server);
    await enter(shell);
    server.life = begun().answers('After the restart.');
    server.say({ t: 'reset', stream: 'conversation:conversation-demo', reason: 'epoch' });
    await pass(0);
    expect(await screen.findByText('After the restart.')).toBeTruthy();
    expect(server.asked).toContain('GET /conversations/conversation-demo');
  });

  it('joins a conversation that another tab has begun', async () => {
    const server = new TestServer();
    const { shell, pass } = await mount(server);
    server.life = begun();
    server.say({ t: 'started', conversation: 'conversation-demo' });
    await pass(0);
    await enter(shell);
    expect(await screen.findByText('My chain slips.')).toBeTruthy();
  });

  it('loads earlier messages and keeps their order', async () => {
    const life = begun().answers('first').asks('second').answers('third');
    const server = new TestServer(life);
    const late = { ...life.snapshot(), entries: life.entries.slice(3), has_earlier: true };
    const { shell, pass } = await mount(server);
    const talk = await shell.talk();
    talk.resume(undefined);
    talk.resume(late);
    await enter(shell);
    await pass(0);
    expect(screen.queryByText('first')).toBeNull();
    server.answers.set('GET /conversations/conversation-demo/entries', ({ query }) => {
      expect(query).toMatchObject({ before: '4' });
      return { entries: life.entries.slice(0, 3), has_earlier: false };
    });
    await talk.loadEarlier();
    await pass(0);
    expect((await list()).replace(/\s+/g, ' ')).toMatch(/My chain slips.*first.*second.*third/);
  });

  it('begins a new session when the old one is over, and shows nothing of it', async () => {
    const server = new TestServer(joined());
    const { pass } = await mount(server);
    await pass(10_000);
    server.life = undefined;
    server.session = { visitor: { id: 'visitor-new' } };
    server.drop(4003);
    await pass(0);
    await waitFor(() => expect(screen.queryByText(/Continue your last chat/)).toBeNull());
    expect(server.asked.filter((a) => a === 'POST /session')).toHaveLength(2);
  });

  it('marks as seen what is on the screen, and nothing while the panel is shut', async () => {
    const server = new TestServer(joined());
    const { shell, pass, unread } = await mount(server);
    await enter(shell);
    shell.show(false);
    await pass(0);
    server.tell(joined().says(anna, 'Are you there?'));
    await pass(0);
    expect(server.of('seen')).toEqual([]);
    await waitFor(() => expect(unread).toHaveLength(1));
    expect(unread[0]).toMatchObject({
      count: 1,
      teaser: {
        label: 'Open chat, 1 unread message',
        name: 'Anna answered you',
        line: '1 new message',
      },
    });
    expect(JSON.stringify(unread)).not.toContain('Are you there');
    expect(shell.state.chat?.transcript.to).toBe(joined().entries.length + 1);
    shell.show(true);
    await pass(0);
    await waitFor(() =>
      expect(server.of('seen')).toMatchObject([{ seq: joined().entries.length + 1 }]),
    );
    expect(unread.at(-1)).toMatchObject({ count: 0 });
  });
});

describe('the end', () => {
  it('asks how it was, and lets it be changed', async () => {
    const ended = () => joined().ended(anna);
    const server = new TestServer(ended());
    const { shell, user, pass, told } = await mount(server);
    await enter(shell);
    server.answers.set('POST /rating', () => {
      const life = ended().rated(4, 'after_handoff');
      return { conversation: life.id, entries: life.entries.slice(-1) };
    });
    await screen.findByText('How was it with Anna?');
    await user.click(screen.getByRole('radio', { name: '4 of 5' }));
    await user.click(screen.getByRole('radio', { name: 'No' }));
    const form = screen.getByText('How was it with Anna?').closest('form') as HTMLElement;
    await user.click(within(form).getByRole('button', { name: 'Send' }));
    await pass(0);
    expect(server.bodies.at(-1)).toEqual({
      conversation: 'conversation-demo',
      score: 4,
      repeated: false,
    });
    expect(await screen.findByText('You gave 4 of 5')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }));
    expect(told).toContainEqual(['rated', { score: 4 }]);
    await user.click(await button(/Change until/));
    expect(await screen.findByRole('radio', { name: '4 of 5', checked: true })).toBeTruthy();
  });

  it('can be skipped for good', async () => {
    const keep = openMemory();
    const { shell, user } = await mount(new TestServer(joined().ended(anna)), { keep });
    await enter(shell);
    await user.click(await button('Skip'));
    await waitFor(() => expect(screen.queryByText('How was it with Anna?')).toBeNull());
    await unmount();
    const again = await mount(new TestServer(joined().ended(anna)), { keep });
    await enter(again.shell);
    await screen.findByText(/Anna ended the chat/);
    expect(screen.queryByText('How was it with Anna?')).toBeNull();
  });
});

describe('the menu', () => {
  it('sets sound, theme and language, and remembers them', async () => {
    const { user, keep, language } = await mount(new TestServer(begun()));
    await user.click(await button('Menu'));
    await user.click(await screen.findByRole('switch', { name: 'Sound' }));
    await user.click(await screen.findByRole('radio', { name: 'Dark' }));
    expect([keep.get('sound'), keep.get('theme')]).toEqual(['off', 'dark']);
    await user.click(await button(/Language/));
    await user.click(await screen.findByRole('radio', { name: 'Deutsch' }));
    expect(language()).toBe('de');
    expect(screen.queryByRole('dialog', { name: 'Menu' })).toBeNull();
  });

  it('lets the chat be taken along and ended', async () => {
    const server = new TestServer(begun());
    const { user, shell } = await mount(server);
    await enter(shell);
    await user.click(await button('Menu'));
    const link = await screen.findByRole('link', { name: 'Download this chat' });
    expect(link.getAttribute('href')).toBe(
      '/api/v1/visitor/transcript?site=site-demo-key&conversation=conversation-demo',
    );
    await user.click(await button('End chat'));
    await waitFor(() => expect(server.asked).toContain('POST /end'));
  });

  it('deletes only after asking again, and then shows nothing any more', async () => {
    const server = new TestServer(begun());
    const { user, keep, told, pass } = await mount(server);
    await user.type(composer(), 'a draft');
    await user.click(await button('Menu'));
    await user.click(await button('Delete my data…'));
    expect(server.asked).not.toContain('DELETE ');
    server.life = undefined;
    await user.click(await button('Delete everything'));
    await pass(0);
    await waitFor(() => expect(server.asked).toContain('DELETE '));
    await waitFor(() => expect(screen.queryByText(/Continue your last chat/)).toBeNull());
    expect(keep.names()).toEqual([]);
    expect(told).toContainEqual(['known', { known: false }]);
  });

  it('says what is kept, and goes back', async () => {
    const { user } = await mount(new TestServer(begun()));
    await user.click(await button('Menu'));
    await user.click(await button('Privacy'));
    const menu = await screen.findByRole('dialog', { name: 'Privacy' });
    expect(menu.textContent).toContain('180 days');
    await user.click(await button('Privacy'));
    expect(await button('Delete my data…')).toBeTruthy();
  });

  it('forgets the device', async () => {
    const server = new TestServer(begun());
    const { user } = await mount(server);
    await user.click(await button('Menu'));
    await user.click(await button('Forget this device'));
    await user.click(await button('Forget this device'));
    await waitFor(() => expect(server.asked).toContain('POST /logout'));
  });

  it('closes with Escape first, the panel after it', async () => {
    const { user, closed } = await mount(new TestServer(begun()));
    await user.click(await button('Menu'));
    await screen.findByRole('dialog', { name: 'Menu' });
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog', { name: 'Menu' })).toBeNull();
    expect(closed()).toBe(0);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    await user.keyboard('{Escape}');
    expect(closed()).toBe(1);
  });
});

describe('help', () => {
  const article = {
    slug: 'return-an-order',
    title: 'Return or exchange an order',
    body: 'Within 30 days.',
    updated_at: new Date(present).toISOString(),
  };

  it('finds articles, shows one, hears whether it helped, and takes a question about it', async () => {
    const server = new TestServer();
    server.answers.set('GET /articles', () => ({ articles: [article] }));
    server.answers.set('GET /articles/return-an-order', () => article);
    server.answers.set('POST /articles/return-an-order/feedback', () => undefined);
    const { user } = await mount(server);
    await user.click(await button('Search help'));
    await user.type(await screen.findByRole('searchbox', { name: 'Search help' }), 'return');
    await waitFor(() => expect(server.asked).toContain('GET /articles'));
    await user.click(await button(/Return or exchange/));
    expect(await screen.findByText('Within 30 days.')).toBeTruthy();
    await user.click(await button('Yes'));
    expect(await screen.findByText('Thank you for telling us.')).toBeTruthy();
    await user.type(composer(), 'And after that?{Enter}');
    await waitFor(() =>
      expect(server.of('post')).toMatchObject([
        { text: 'About “Return or exchange an order”: And after that?' },
      ]),
    );
  });

  it('says so when an article is gone, and when it cannot be loaded', async () => {
    const server = new TestServer();
    const { shell, user } = await mount(server);
    shell.go({ at: 'help', slug: 'gone', from: 'home' });
    expect(
      await screen.findByRole('heading', { name: 'This article is no longer here' }),
    ).toBeTruthy();
    server.up = false;
    shell.go({ at: 'help', slug: 'return-an-order', from: 'home' });
    expect(await screen.findByText('That did not work. Please try again.')).toBeTruthy();
    server.up = true;
    server.answers.set('GET /articles/return-an-order', () => article);
    await user.click(await button('Try again'));
    expect(await screen.findByText('Within 30 days.')).toBeTruthy();
  });
});

it('ends with nothing running', async () => {
  const server = new TestServer(joined());
  const { shell, clock } = await mount(server);
  await unmount();
  await shell.dispose();
  expect(clock.pending).toBe(0);
  expect(server.sockets.every((s) => s.closed)).toBe(true);
});
