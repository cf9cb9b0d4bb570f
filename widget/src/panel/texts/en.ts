// English, and the model for all other languages: keys, plural forms and placeholders. What the first
// screens say; the words of the parts that are loaded later are in en.more.ts.

export const en = {
  // moments and waits
  dayTime: '{day}, {time}',
  under: 'under a minute',
  underShort: 'under 1 min',
  minutes: { other: '{low}–{n} minutes' },
  minutesShort: { other: '{low}–{n} min' },
  over: { other: 'more than {n} minutes' },
  overShort: { other: 'over {n} min' },

  // launcher and frame
  title: '{site} chat',
  openChat: 'Open chat',
  closeChat: 'Close chat',

  // head
  back: 'Back',
  menu: 'Menu',
  close: 'Close',
  badge: 'AI assistant',

  // home
  hello: 'Hello, how can we help?',
  helloName: 'Hello {name}, how can we help?',
  morning: 'Good morning',
  afternoon: 'Good afternoon',
  evening: 'Good evening',
  greetName: '{greeting}, {name}',
  askNow: 'Ask now. What {assistant} can’t solve, a person answers.',
  answersNow: 'Answers right away, day and night',
  team: 'Our team',
  joinIn: 'Join in {range}',
  joinNow: 'Here now',
  answerBy: 'Answer by {time}',
  backToday: 'Back at {time}',
  backTomorrow: 'Back tomorrow at {time}',
  backOn: 'Back on {day} at {time}',
  answersLater: 'Answer what {assistant} can’t solve',
  continueChat: 'Continue your last chat',
  earlierChat: 'Earlier chat',
  you: 'You',
  line: '{name}: {text}',
  unread: { other: '{n} unread' },
  searchHelp: 'Search help',

  // composer and foot
  message: 'Message',
  send: 'Send',
  ask: 'Ask a question…',
  askName: 'Ask {name}…',
  left: { one: '{n} character left', other: '{n} characters left' },
  tooMany: { one: '{n} character too many', other: '{n} characters too many' },

  // connection and trouble
  offline: 'No connection. Messages are kept.',
  tryNow: 'Try now',
  tryAgain: 'Try again',
  backOnline: 'Back online.',
  backSent: {
    one: 'Back online. Your message was sent.',
    other: 'Back online. Your {n} messages were sent.',
  },
  trouble: 'That did not work. Please try again.',
  cannotOpen: 'The chat could not be opened',
  cannotOpenWhy: 'Please check your connection and try again.',
  reachUs: 'You can also reach us here: {contact}',
  loading: 'Loading',
} as const;
