import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, parseDemo, parseParts, parseSetup } from './demo.ts';
import { freePort, Kept, underKeeper } from './keep.ts';

export type Profile = 'solo' | 'cluster';

/** One Baton process on a port and a data folder of its own, which it keeps over restarts. */
export class BatonNode {
  readonly url: string;
  readonly #env: Readonly<Record<string, string>>;
  #args: readonly string[] = [];
  #process: Kept | undefined;

  private constructor(url: string, env: Readonly<Record<string, string>>) {
    this.url = url;
    this.#env = env;
  }

  static async make(folder: string, env: Readonly<Record<string, string>>): Promise<BatonNode> {
    const [port, shop] = [await freePort(), await freePort()];
    const url = `http://localhost:${port}`;
    return new BatonNode(url, {
      BATON_ADDR: `localhost:${port}`,
      BATON_PUBLIC_URL: url,
      BATON_DEMO_ADDR: `127.0.0.1:${shop}`,
      BATON_METRICS_ADDR: 'off',
      BATON_DRAIN_WAIT: '100ms', // no balancer has to notice
      BATON_LIMIT_FACTOR: '100', // all of a test's people come from one address
      BATON_PUSH_PRIVATE: 'true', // the push service is ours
      BATON_DATA_DIR: folder,
      ...env,
    });
  }

  /** Starts the process, again as it ran before, and waits until it is ready. */
  async start(args = this.#args): Promise<Kept> {
    this.#args = args;
    const started = new Kept(underKeeper('bin/baton', 'serve', ...args), this.#env);
    this.#process = started;
    await started.ready(`${this.url}/readyz`);
    return started;
  }

  /** Starts with the demo's sites and accounts, and returns them. */
  async startDemo(): Promise<Demo> {
    const started = await this.start(['--demo', '--print-json']);
    return started.line(parseDemo);
  }

  /** Ends the process: TERM asks it to drain, KILL is a crash. Returns its exit status. */
  async stop(signal: 'TERM' | 'KILL' = 'TERM'): Promise<number | null> {
    const code = await this.#process?.stop(signal);
    this.#process = undefined;
    return code ?? null;
  }
}

/** A running demo: one node with SQLite, or two with Postgres and Redis. */
export interface Server {
  readonly demo: Demo;
  /** The first serves the demo; visitors and agents may use any. */
  readonly nodes: readonly [BatonNode, ...BatonNode[]];
  stop(): Promise<void>;
}

async function startSolo(folder: string): Promise<Server> {
  const node = await BatonNode.make(join(folder, 'node'), {});
  return {
    demo: await node.startDemo(),
    nodes: [node],
    stop: async () => {
      await node.stop();
    },
  };
}

async function startCluster(folder: string): Promise<Server> {
  const parts = new Kept(['bin/parts'], {});
  const { postgres, redis } = await parts.line(parseParts);
  const env = {
    BATON_DATABASE_URL: postgres,
    BATON_REDIS_URL: redis,
    BATON_SECRET_KEY: randomBytes(32).toString('hex'),
  };
  const first = await BatonNode.make(join(folder, 'first'), env);
  const second = await BatonNode.make(join(folder, 'second'), env);
  const demo = await first.startDemo();
  await second.start();
  return {
    demo,
    nodes: [first, second],
    stop: async () => {
      await Promise.all([first.stop(), second.stop()]);
      await parts.stop();
    },
  };
}

/** Starts one node without a demo, and returns the link of its first run. */
export async function startEmpty(): Promise<{ setup: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-e2e-'));
  const node = await BatonNode.make(folder, {});
  const started = await node.start(['--print-json']);
  return {
    setup: await started.line(parseSetup),
    stop: async () => {
      await node.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a demo with a temporary folder. What it started ends with us, even when this throws. */
export async function startServer(profile: Profile): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-e2e-'));
  const clear = () => rm(folder, { recursive: true, force: true });
  try {
    const server = await (profile === 'solo' ? startSolo(folder) : startCluster(folder));
    return { ...server, stop: () => server.stop().finally(clear) };
  } catch (error) {
    await clear();
    throw error;
  }
}
