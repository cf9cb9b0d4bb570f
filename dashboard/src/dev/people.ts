import type { Schema } from '../data/api.ts';
import type { House } from './house.ts';

export const anna = 'agent-anna-keller';
export const ben = 'agent-ben-okafor';
export const chiara = 'agent-chiara-romano';
export const tomasz = 'agent-tomasz-nowak';
export const lars = 'agent-lars-holm';
export const bikes = 'site-northwheel';
export const docs = 'site-baton-docs';

const presence = (
  agent: string,
  status: Schema['Status'],
  capacity: number,
  load = 0,
): Schema['Presence'] => ({
  agent,
  version: 1,
  at: new Date().toISOString(),
  since: new Date(Date.now() - 190_000).toISOString(),
  why: 'set',
  status,
  reachable: status !== 'offline',
  load,
  capacity,
  shown: status,
});

const agent = (
  id: string,
  name: string,
  role: Schema['Role'],
  title: string,
  status: Schema['Status'],
  capacity: number,
): Schema['Agent'] => ({
  id,
  name,
  role,
  title,
  email: `${name.split(' ')[0]?.toLowerCase()}@northwheel.example`,
  greeting: `Hi, I'm ${name.split(' ')[0]}, happy to help!`,
  languages: ['en'],
  capacity,
  sites: [bikes, docs],
  teams: [],
  skills: {},
  translates: false,
  disabled: false,
  presence: presence(id, status, capacity),
  created_at: '2026-01-12T09:00:00Z',
  version: 1,
});

export function fillPeople(house: House, role: Schema['Role']): void {
  house.me = anna;
  house.agents.push(
    agent(anna, 'Anna Keller', role, 'Customer care', 'available', 4),
    agent(ben, 'Ben Okafor', 'agent', 'Workshop', 'available', 3),
    agent(chiara, 'Chiara Romano', 'agent', 'Orders', 'available', 4),
    agent(tomasz, 'Tomasz Nowak', 'supervisor', 'Team lead', 'busy', 3),
    agent(lars, 'Lars Holm', 'agent', 'Workshop', 'offline', 3),
  );
}

const weekly = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => ({
  day,
  from: '09:00',
  to: '18:00',
}));

export function fillSites(house: House): void {
  const site = (id: string, key: string, name: string, domains: string[]): Schema['Site'] => ({
    id,
    key,
    name,
    domains,
    locale: 'en',
    greeting: 'Hi! Ask me anything about our bikes.',
    assistant: {
      name: 'Pedal',
      instructions: 'Be brief and friendly. Never promise a delivery date.',
    },
    accent: '#3451D1',
    team: '',
    live_off: false,
    hours: {
      zone: 'Europe/Stockholm',
      weekly: [...weekly, { day: 'saturday', from: '10:00', to: '14:00' }],
      exceptions: [],
    },
    handoff_texts: {},
    mode: 'live',
    fallback_contact: 'help@northwheel.example',
    typing_preview: true,
    limit: 0,
    owner_gone: { how: 'requeue' },
    sla: {
      live: { within_seconds: 180, open_only: false },
      later: { within_seconds: 7200, open_only: true },
      next: { within_seconds: 180, open_only: true },
      resolution: { within_seconds: 0, open_only: true },
    },
    version: 3,
    created_at: '2026-01-12T09:00:00Z',
  });
  house.sites.push(
    site(bikes, 'northwheel', 'Northwheel', ['northwheel.example', 'www.northwheel.example']),
    {
      ...site(docs, 'baton-docs', 'Baton help', ['localhost:8080']),
      assistant: { name: 'Baton', instructions: '' },
    },
  );
}

const bodies: [string, string, string][] = [
  [
    'Fjord size chart',
    'Sizes',
    'Choose by height.\n\n| Size | Height |\n\n- **S**: 160 to 170 cm\n- **M**: 170 to 180 cm\n- **L**: 180 to 190 cm\n\nBetween two sizes take the smaller one for a lively ride.',
  ],
  [
    'Change or cancel an order',
    'Orders',
    'You can change or cancel an order yourself until it is being prepared.\n\n1. Open **Your orders**.\n2. Choose the order.\n3. Press *Change* or *Cancel*.\n\nOnce it is being prepared only our team can stop it.',
  ],
  [
    'Delivery times and costs',
    'Orders',
    'Delivery takes 2 to 4 working days and is free from €80.',
  ],
  [
    'Fjord fit guide: bars and stems',
    'Sizes',
    'Size S comes with a 40 cm bar, M with 42 cm, L with 44 cm.',
  ],
  [
    'Return a bicycle',
    'Returns',
    'You have 30 days. Keep the box: a bicycle travels badly without it.',
  ],
  [
    'Register your warranty',
    'Warranty',
    'Frames are covered for ten years when they are registered within 90 days.',
  ],
  [
    'Bent derailleur hanger',
    'Repairs',
    'Do not ride on. A bent hanger can pull the derailleur into the wheel.',
  ],
  ['Pay by invoice', 'Orders', 'Companies can pay by invoice within 14 days.'],
];

export function fillArticles(house: House): void {
  bodies.forEach(([title, collection, body], i) => {
    const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    house.articles.push({
      id: `article-${slug}`,
      site: bikes,
      slug,
      title,
      collection,
      language: 'en',
      body,
      phrasings: i === 0 ? ['Which size do I need?', 'What frame size fits me?'] : [],
      draft: i === 7,
      updated_at: new Date(Date.now() - i * 86_400_000).toISOString(),
      version: 1,
    });
  });
}
