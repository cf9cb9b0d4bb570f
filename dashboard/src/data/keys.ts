/** The names under which things lie in the query cache. */
export const keys = {
  me: ['me'],
  devices: ['devices'],
  /** What push finds in this browser. */
  browser: ['browser'],
  agents: ['agents'],
  sites: ['sites'],
  teams: ['teams'],
  skills: ['skills'],
  statuses: ['statuses'],
  topics: (site: string) => ['topics', site],
  rules: (site: string) => ['rules', site],
  rehearsal: (site: string) => ['rehearsal', site],
  rulesCheck: (site: string, draft: string) => ['rules', site, 'check', draft],
  /** The boards of all sites, and of one. */
  boards: ['board'],
  board: (site: string) => ['board', site],
  routing: (conversation: string) => ['routing', conversation],
  install: (site: string) => ['sites', site, 'install'],
  identity: (site: string) => ['sites', site, 'identity'],
  /** The rows of all lists, kept once. */
  rows: ['rows'],
  /** The loading of lists. Their rows go to `rows`. */
  lists: ['lists'],
  list: (list: string) => ['lists', list],
  conversations: ['conversation'],
  conversation: (id: string) => ['conversation', id],
  copilot: (id: string) => ['copilot', id],
  copilotStatus: ['copilotStatus'],
  articles: (site: string) => ['articles', site],
  article: (site: string, id: string) => ['articles', site, 'one', id],
  search: (q: string) => ['search', q],
} as const;
