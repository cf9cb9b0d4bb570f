import type { Account } from './demo.ts';

type Bag = Readonly<Record<string, unknown>>;

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(bag: unknown, name: string): string {
  const value = isBag(bag) ? bag[name] : undefined;
  if (typeof value !== 'string') throw new Error(`the answer has no ${name}`);
  return value;
}

/** The parts of a site's settings that tests change. */
export interface Site {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly domains: readonly string[];
}

/** For how long an access token is used, of the ten minutes for which it is good; ms. */
const tokenLasts = 8 * 60_000;

const signedIn = new Map<string, { office: Office; at: number }>();

/** What an admin does by REST, to set a scene that is not itself the test. */
export class Office {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Signs in, once for many tests: the server counts how often somebody tries. */
  static async signIn(url: string, { email, password }: Account): Promise<Office> {
    const known = signedIn.get(url + email);
    if (known && Date.now() - known.at < tokenLasts) return known.office;
    const answer = await new Office(url, '').ask('POST', '/auth/sign-in', { email, password });
    const office = new Office(url, text(answer, 'access_token'));
    signedIn.set(url + email, { office, at: Date.now() });
    return office;
  }

  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        Origin: this.#url,
        'Content-Type': 'application/json',
        ...(this.#token && { Authorization: `Bearer ${this.#token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
    return said === '' ? undefined : JSON.parse(said);
  }

  async site(name = 'Northwheel'): Promise<Site> {
    const answer = await this.ask('GET', '/sites');
    const sites = isBag(answer) && Array.isArray(answer['sites']) ? answer['sites'] : [];
    const site: unknown = sites.find((s: unknown) => isBag(s) && s['name'] === name);
    const domains = isBag(site) && Array.isArray(site['domains']) ? site['domains'] : [];
    return { id: text(site, 'id'), key: text(site, 'key'), name, domains: domains.map(String) };
  }

  /** Lets a page of this host show the chat. */
  async admit(host: string): Promise<Site> {
    const site = await this.site();
    const domains = [...site.domains, host];
    await this.ask('PATCH', `/sites/${site.id}`, { domains });
    return { ...site, domains };
  }

  /** Writes an article and returns its id. */
  async write(article: {
    title: string;
    body: string;
    slug?: string;
    phrasings?: string[];
  }): Promise<string> {
    const { id } = await this.site();
    return text(
      await this.ask('POST', `/sites/${id}/articles`, { language: 'en', ...article }),
      'id',
    );
  }

  /** Makes a team of these people, who are asked for everything that comes to a site. Returns what undoes it. */
  async sendAllTo(name: string, emails: readonly string[]): Promise<() => Promise<void>> {
    const answer = await this.ask('GET', '/agents');
    const agents = isBag(answer) && Array.isArray(answer['agents']) ? answer['agents'] : [];
    const members = agents
      .filter((a: unknown) => isBag(a) && emails.includes(String(a['email'])))
      .map((a: unknown) => text(a, 'id'));
    const team = text(await this.ask('POST', '/teams', { name, members }), 'id');
    const { id } = await this.site();
    const put = async (rules: readonly object[]) => {
      const now = await this.ask('GET', `/sites/${id}/routing-rules`);
      const version = isBag(now) ? now['version'] : 0;
      await this.ask('PUT', `/sites/${id}/routing-rules`, { rules, version });
    };
    // biome-ignore lint/suspicious/noThenProperty: the API calls an outcome so
    await put([{ name: 'Everything', when: {}, then: { team, target_seconds: 60 } }]);
    return async () => {
      await put([]);
      await this.ask('DELETE', `/teams/${team}?force=true`);
    };
  }

  /** Gives people so many seconds for each answer. Returns what undoes it. */
  async hurry(seconds: number): Promise<() => Promise<void>> {
    const { id } = await this.site();
    const before = await this.ask('GET', `/sites/${id}`);
    const sla = isBag(before) ? before['sla'] : undefined;
    const soon = { within_seconds: seconds, open_only: false };
    const later = { within_seconds: 7200, open_only: true };
    const never = { within_seconds: 0, open_only: false };
    await this.ask('PATCH', `/sites/${id}`, {
      sla: { live: soon, later, next: soon, resolution: never },
    });
    return async () => {
      await this.ask('PATCH', `/sites/${id}`, { sla });
    };
  }

  /** The messages of a conversation, as they are on disk. */
  async said(conversation: string): Promise<string[]> {
    const answer = await this.ask('GET', `/conversations/${conversation}/entries?limit=200`);
    const entries = isBag(answer) && Array.isArray(answer['entries']) ? answer['entries'] : [];
    return entries.flatMap((entry: unknown) =>
      isBag(entry) && entry['kind'] === 'message.posted' ? [text(entry['body'], 'text')] : [],
    );
  }

  /** Ends whatever earlier tests left open, so that the lists hold only what this test makes. */
  async clear(): Promise<void> {
    const answer = await this.ask('GET', '/inbox?list=all&limit=100');
    const rows = isBag(answer) && Array.isArray(answer['rows']) ? answer['rows'] : [];
    for (const row of rows) {
      const id = text(row, 'conversation');
      const owner: unknown = isBag(row) ? row['owner'] : undefined;
      const relieves = isBag(owner) && owner['kind'] === 'agent' ? { relieves: owner['id'] } : {};
      await this.ask('POST', `/conversations/${id}/claim`, { force: true, ...relieves });
      await this.ask('POST', `/conversations/${id}/resolve`, { outcome: 'solved' });
    }
  }
}
