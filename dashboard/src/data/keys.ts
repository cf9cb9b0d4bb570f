/** The names under which things lie in the query cache. */
export const keys = {
  me: ['me'],
  agents: ['agents'],
  sites: ['sites'],
  install: (site: string) => ['sites', site, 'install'],
  identity: (site: string) => ['sites', site, 'identity'],
  /** The rows of all lists, kept once. */
  rows: ['rows'],
  /** The loading of lists. Their rows go to `rows`. */
  lists: ['lists'],
  list: (list: string) => ['lists', list],
  conversation: (id: string) => ['conversation', id],
  copilot: (id: string) => ['copilot', id],
  copilotStatus: ['copilotStatus'],
  articles: (site: string) => ['articles', site],
  article: (site: string, id: string) => ['articles', site, 'one', id],
  search: (q: string) => ['search', q],
} as const;
