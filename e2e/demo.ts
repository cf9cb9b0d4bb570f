/** Someone who can sign in to the dashboard. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

export interface AgentAccount extends Account {
  readonly name: string;
}

/** What `baton serve --demo --print-json` tells about the demo it has started. */
export interface Demo {
  readonly dashboard: string;
  readonly shop: string;
  readonly admin: Account;
  readonly agents: readonly [AgentAccount, ...AgentAccount[]];
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new Error(`the demo printed no ${name}`);
  return value;
}

function account(value: unknown, whose: string): Account {
  if (!isFields(value)) throw new Error(`the demo printed no account of ${whose}`);
  return { email: text(value, 'email'), password: text(value, 'password') };
}

/** Reads what a program says at its start. Any other line, such as one of the log, is undefined. */
function parseGreeting(line: string): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isFields(value) && 'dashboard' in value ? value : undefined;
}

/** Reads the demo's line. */
export function parseDemo(line: string): Demo | undefined {
  const value = parseGreeting(line);
  if (!value) return undefined;
  const agents = Array.isArray(value['agents']) ? value['agents'] : [];
  const [first, ...others] = agents.map((one: unknown) => ({
    ...account(one, 'an agent'),
    name: isFields(one) ? text(one, 'name') : '',
  }));
  if (!first) throw new Error('the demo printed no agents');
  return {
    dashboard: text(value, 'dashboard'),
    shop: text(value, 'shop'),
    admin: account(value['admin'], 'the admin'),
    agents: [first, ...others],
  };
}

/** Reads the one-time link of the first run. */
export function parseSetup(line: string): string | undefined {
  const value = parseGreeting(line);
  return value && text(value, 'setup');
}

/** Reads the line of internal/testkit/cmd/parts. */
export function parseParts(line: string): { postgres: string; redis: string } | undefined {
  const value: unknown = JSON.parse(line);
  if (!isFields(value)) return undefined;
  return { postgres: text(value, 'postgres'), redis: text(value, 'redis') };
}
