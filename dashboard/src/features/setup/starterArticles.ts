// First articles that are true on every site: how the chat works. They give the assistant something
// to say at once, and show a team what an article looks like.

import type { Schema } from '../../data/api.ts';

interface Starter {
  name: string;
  title: string;
  phrasings: string[];
  text: string;
}

export function starterArticles(site: string, hours: string): Schema['ArticleFile'][] {
  const starters: Starter[] = [
    {
      name: 'talk-to-a-person',
      title: 'Talk to a person',
      phrasings: ['How do I reach a human?', 'Can I talk to someone?', 'I want a real person'],
      text: `Press **Talk to a person** in the chat, or write that you would like one. The assistant tells you at once how long it usually takes, and somebody of ${site} joins in the same window.\n\nThey can read everything above, so you never have to explain it twice. If you change your mind, press *Never mind*.`,
    },
    {
      name: 'when-we-answer',
      title: 'When people answer',
      phrasings: ['What are your opening hours?', 'When are you open?', 'Is anybody there now?'],
      text: `The assistant answers at any time. People of ${site} answer ${hours}.\n\nWrite outside of these hours and leave an email address or a telephone number: you are told by when you will have an answer, and it comes there.`,
    },
    {
      name: 'who-answers-here',
      title: 'Who answers here',
      phrasings: ['Am I talking to a robot?', 'Is this a human?', 'Who are you?'],
      text: `First an assistant answers, from the help articles of ${site}. It says so when it does not know something.\n\nWhen a person joins, you see their name and their picture, and from then on only people write to you.`,
    },
    {
      name: 'come-back-later',
      title: 'Come back to a conversation',
      phrasings: ['Can I close this window?', 'Where is my old chat?', 'Is my conversation saved?'],
      text: 'You may close the page at any time. Open the chat again in the same browser, and the conversation goes on where it was.\n\nA conversation that has ended is reopened when you write within seven days.',
    },
    {
      name: 'your-messages',
      title: 'What happens to your messages',
      phrasings: ['Is this chat private?', 'What do you store about me?', 'Delete my data'],
      text: `Your messages are kept by ${site} so that the team can help you. Nothing is stored in your browser before you open the chat.\n\nIn the menu of the chat you can take a transcript with you, and have everything about you deleted.`,
    },
  ];
  return starters.map(({ name, title, phrasings, text }) => ({
    name: `about-this-chat/${name}.md`,
    content: `---\ntitle: ${title}\ncollection: About this chat\nlanguage: en\nphrasings:\n${phrasings.map((p) => `  - ${p}`).join('\n')}\n---\n\n${text}\n`,
  }));
}
