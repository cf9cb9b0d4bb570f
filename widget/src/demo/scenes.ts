// Every state that the panel can be in, each with what the server would have said. The demo page and
// the browser tests draw them; no server is needed.

import type { Expectation } from '@baton/shared/facts.gen';
import type { Article, Session } from '../panel/api.ts';
import type { Shell } from '../panel/shell.ts';
import { anna, ben, noor } from './faces.ts';
import { Life } from './life.ts';

/** The present of all scenes: a Tuesday, 10:25, in the reader's own time zone. */
export const present = new Date(2026, 10, 17, 10, 25).getTime();
const minutes = 60_000;
const at = (hour: number, minute: number, days = 0) =>
  new Date(2026, 10, 17 + days, hour, minute).toISOString();

export interface Scene {
  session?: Partial<Session>;
  life?: Life;
  /** How far the team has read, and the visitor. */
  team?: number;
  seen?: number;
  /** How the server behaves when it is not simply there. */
  server?: 'slow' | 'away' | 'refuses' | 'drops';
  /** Frames that come over the socket after the snapshot. */
  frames?: object[];
  /** What the visitor does then. */
  act?: (shell: Shell, press: (label: string | RegExp) => void) => void;
  screen?: 'home' | 'chat' | 'help';
}

const conversation = 'conversation-demo';
const range = (low: number, high: number, place?: number): Expectation => ({
  kind: 'range',
  low_seconds: low * 60,
  high_seconds: high * 60,
  made_at: at(10, 22),
  ...(place && { place }),
});
const monday: Expectation = {
  kind: 'by_time',
  by: at(9, 30, 6),
  opens: at(9, 0, 6),
  made_at: at(10, 22),
};

const slips = [
  { article: 'a1', title: 'Chain slips under load', slug: 'chain-slips-under-load' },
  { article: 'a2', title: 'How to measure chain wear', slug: 'measure-chain-wear' },
];
const spacer =
  'If the chain is fine, look at the spacer behind the cassette. Some hubs need a ring of 1.85 mm. [1]';
const told =
  'Of course, Maria. I’m asking our team to join us here. It usually takes **2 to 5 minutes**.\n\nThey can read everything above, so you won’t have to explain it again.';

const beginning = () =>
  new Life(present - 7 * minutes).asks(
    'My chain slips when I pedal hard. I put on the new 11-speed cassette from my order last week.',
  );
const asked = () =>
  beginning()
    .answers(spacer, { citations: slips.slice(0, 1), run: 'run-1' })
    .wait(4)
    .asks('I measured it, the chain is fine. Can I talk to someone?');
const requested = () =>
  asked()
    .answers(told, { template: 'told' })
    .requested(range(2, 5, 2))
    .queued();
const waiting = () =>
  requested()
    .delivered()
    .asks('It’s order NW-20418, by the way')
    .answers('Thank you, noted. While we wait: does it slip in every gear, or only in some?')
    .wait(1)
    .asks('Only the two smallest');
const greeting = 'Hi Maria, I’m Anna, happy to help!';
const idea = 'So the chain is fine and only the two smallest slip. I have an idea already.';
const joined = () => waiting().offered().wait(1).joined(anna).says(anna, greeting).says(anna, idea);
const ring = 'Is there a thin ring left in the box, about as wide as a coin?';
const live = () =>
  joined().says(anna, ring).asks('Yes! There is one.').asks('So it belongs behind the cassette?');
const closedTeam = {
  open: false,
  online: false,
  expectation: monday,
  opens_at: at(9, 0, 6),
  faces: [anna, ben, noor],
};
const later = () =>
  new Life(present - 2 * minutes)
    .asks('It is the wrong cassette I think. Can somebody look at my order?')
    .answers(
      'Yes, our team will. They have gone home and are back on Monday at 9:00.\n\nYou’ll have an answer **by 9:30 on Monday**, and they can read all of this, so you won’t have to explain it again.',
      { template: 'told' },
    )
    .requested(monday)
    .followUp(at(9, 30, 6))
    .askedContact();
const ended = () =>
  joined()
    .asks('Perfect, thank you so much!')
    .wait(1)
    .says(anna, 'Enjoy the ride, Maria. The ring is in the post too, just in case.')
    .asks('Thank you!')
    .ended(anna);
const entry = (life: Life, n: number) => ({
  t: 'entry',
  stream: `conversation:${conversation}`,
  entry: life.entries[n],
});

export const article: Article = {
  slug: 'spacer-behind-cassette',
  title: 'Which spacer goes behind my cassette?',
  collection: 'Cassettes and chains',
  updated_at: at(9, 0, -14),
  body: 'An 11-speed road cassette is **1.85 mm wider** than a 10-speed one. On a wide hub body, a 10-speed cassette needs a ring of that width.\n\n## How to tell\n\nTighten the lockring and try to move the smallest sprocket sideways. If it moves, the ring is missing.\n\n1. Take the wheel out.\n2. Undo the lockring with tool `FR-5`.\n3. Slide the ring on first, *then* the cassette.\n\nSee also [measuring chain wear](https://example.com/wear).',
};

export const scenes: Record<string, Scene> = {
  'home-new': { session: { visitor: { id: 'visitor-new' } } },
  'home-open': { life: joined(), seen: 13 },
  'home-closed': {
    session: { team: closedTeam },
    life: beginning().answers('You can return it within 30 days.', { run: 'run-2' }).ended(),
  },
  'chat-empty': { screen: 'chat' },
  'chat-streaming': {
    screen: 'chat',
    life: beginning(),
    frames: [
      {
        t: 'draft',
        conversation,
        run: 'run-1',
        n: 1,
        text: 'That is annoying, and usually quick to find. With a new cassette, three things make a chain slip:\n\n1. **A worn chain** rides up on new teeth. Above 0.5 % wear it needs replacing.\n2. **A loose lockring** lets the sprockets move. Tighten it to 40 Nm.\n3. **A missing spacer** behind the',
      },
    ],
  },
  'chat-sources': {
    screen: 'chat',
    life: beginning()
      .answers(
        'Two things make a new cassette slip:\n\n1. **A worn chain** rides up on new teeth. Above 0.5 % wear it needs replacing. [1][2]\n2. **A missing spacer** behind the cassette shifts every gear. [1]',
        { citations: slips, run: 'run-1' },
      )
      .wait(3)
      .asks('The spacer is in, I think. It STILL slips.')
      .answers(
        'I’m sorry, that is no fun on a new part. Shall I get someone from our team? It usually takes **1 to 2 minutes**.',
        { template: 'offer' },
      ),
  },
  'handoff-asked': {
    screen: 'chat',
    life: asked(),
    server: 'slow',
    act: (shell) => shell.askForPerson(),
  },
  'handoff-told': { screen: 'chat', life: requested() },
  'handoff-waiting': { screen: 'chat', life: waiting() },
  'handoff-next': {
    screen: 'chat',
    life: waiting()
      .promised(range(1, 2, 1))
      .offered(),
  },
  'handoff-lapsed': {
    screen: 'chat',
    life: waiting()
      .promised(range(1, 2, 1))
      .offered()
      .lapsed()
      .queued(),
  },
  'handoff-longer': {
    screen: 'chat',
    life: waiting()
      .answers('It takes longer than I said, about 5 to 10 minutes now. Sorry.', {
        template: 'promise_changed',
      })
      .promised(range(5, 10, 2)),
  },
  'handoff-later': {
    screen: 'chat',
    life: waiting().promised({
      kind: 'range',
      low_seconds: 1200,
      by: at(15, 30),
      place: 2,
      made_at: at(10, 24),
    }),
  },
  'handoff-arriving': {
    screen: 'chat',
    life: waiting().offered(),
    team: 11,
    frames: [entry(joined(), waiting().offered().entries.length)],
  },
  'handoff-joined': { screen: 'chat', life: joined(), team: 13 },
  'handoff-live': {
    screen: 'chat',
    life: live(),
    team: 99,
    frames: [{ t: 'typing', conversation, by: { kind: 'agent', id: anna.id }, on: true }],
  },
  'change-colleague': {
    screen: 'chat',
    life: joined()
      .asks('It slips in the small ones only.')
      .says(anna, 'That is one for our workshop. I’ll bring Ben in, he built your bike.')
      .left(anna, 'transferred')
      .joined(ben, { kind: 'agent', id: anna.id })
      .says(ben, 'Hi Maria, Ben here. Your hub needs the 1.85 mm ring, I can post one today.'),
  },
  'change-offline': {
    screen: 'chat',
    life: joined().says(anna, ring).asks('Yes, there is one.'),
    team: 18,
    server: 'drops',
    act: (shell) => {
      shell.send('It was under the manual');
      shell.send('Shall I put it behind the cassette?');
    },
  },
  'change-back': {
    screen: 'chat',
    life: joined().asks('It was under the manual').asks('Shall I put it behind the cassette?'),
    act: (shell) => shell.set({ notice: { is: 'back', sent: 2 } }),
  },
  'change-failed': {
    screen: 'chat',
    life: joined().says(anna, 'Tighten it until it clicks twice.'),
    server: 'refuses',
    act: (shell) => shell.send('Here is how it looks now, is that right?'),
  },
  'change-gone': {
    screen: 'chat',
    life: joined()
      .says(anna, 'Let me check the stock for that ring.')
      .asks('Thank you!')
      .left(anna, 'gone')
      .queued()
      .promised(range(1, 2, 1))
      .answers(
        'Sorry about that, Maria. You’re at the front of the line, and whoever joins can read everything.',
        { template: 'follow_up' },
      ),
  },
  'change-handed-back': {
    screen: 'chat',
    life: joined()
      .asks('Great, I can take it from here.')
      .handedBack(anna)
      .answers('I’m here. What would you like to know?'),
  },
  'later-asked': { screen: 'chat', session: { team: closedTeam }, life: later() },
  'later-promised': {
    screen: 'chat',
    session: { team: closedTeam },
    life: later()
      .asks('maria.keller@example.com')
      .gave('maria.keller@example.com')
      .delivered()
      .wait(1)
      .asks('The box says 11–34, I ordered 11–32'),
  },
  'later-cancelled': {
    screen: 'chat',
    session: { team: closedTeam },
    life: later()
      .asks('maria.keller@example.com')
      .gave('maria.keller@example.com')
      .wait(1)
      .asks('Never mind, I found the right one in the other box!')
      .cancelled()
      .answers(
        'That is good news. I’ve told our team, so nobody will write to you about it.\n\nI’m here if anything else comes up.',
        { template: 'cancelled' },
      ),
  },
  'rating-person': { screen: 'chat', life: ended(), team: 99 },
  'rating-assistant': {
    screen: 'chat',
    life: beginning()
      .answers(spacer, { citations: slips.slice(0, 1) })
      .ended(),
  },
  'rating-thanks': { screen: 'chat', life: ended().rated(5, 'after_handoff'), team: 99 },
  menu: { screen: 'chat', life: live(), team: 99, act: (shell) => shell.set({ menu: true }) },
  'menu-language': {
    screen: 'chat',
    life: live(),
    act: (shell, press) => {
      shell.set({ menu: true });
      press(/^Language|^Sprache|^اللغة/);
    },
  },
  'menu-erase': {
    screen: 'chat',
    life: live(),
    act: (shell, press) => {
      shell.set({ menu: true });
      press(/^Delete my data|^Meine Daten|^حذف بياناتي/);
    },
  },
  'help-search': { screen: 'help' },
  'help-article': { act: (shell) => shell.go({ at: 'help', slug: article.slug, from: 'home' }) },
  'help-missing': { act: (shell) => shell.go({ at: 'help', slug: 'gone', from: 'home' }) },
  loading: { server: 'slow' },
  'cannot-open': { server: 'away' },
  extremes: {
    screen: 'chat',
    life: new Life(present - 3 * minutes)
      .asks('🚲🚲🚲')
      .answers(
        '`code`, a very long word Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, and https://example.com/a/very/long/address/that/has/no/place/to/break/at/all?and=a&query=string\n\n> A quotation\n\n- one\n- two\n\n```\nconst x = 1; // a long line of code that does not fit into the panel at all\n```\n\n<img src=x onerror=alert(1)> <b>not bold</b>',
      )
      .asks('السلام عليكم، السلسلة تنزلق عندما أضغط بقوة')
      .says(noor, 'مرحبًا! Do you have order NW-20418 at hand?')
      .asks('x'.repeat(600)),
  },
};
