import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const keeper = fileURLToPath(new URL('../internal/testkit/keeper.sh', import.meta.url));

const nothing = () => undefined;

/** How long a server may take to be ready, and to end, in milliseconds. */
const patience = 60_000;

/** Makes any command end with its standard input, on the signal that is written there. */
export function underKeeper(...command: readonly string[]): readonly string[] {
  return ['/bin/sh', keeper, 'TERM', '', ...command];
}

/**
 * A program that runs until we stop it or end ourselves, in whatever way: it ends with
 * its standard input, by itself or under a keeper.
 */
export class Kept {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #lines: string[] = [];
  #wake: () => void = nothing;
  #over = false;

  constructor(command: readonly string[], env: Readonly<Record<string, string>>) {
    const [program = '', ...args] = command;
    this.#child = spawn(program, args, {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true, // Ctrl-C is ours to handle; the program ends with us
    });
    this.#ended = once(this.#child, 'exit').then(([code]: (number | null)[]) => {
      this.#over = true;
      this.#wake();
      return code ?? null;
    });
    this.#child.stdin?.on('error', nothing); // it is gone already
    for (const stream of [this.#child.stdout, this.#child.stderr]) this.#collect(stream);
  }

  #collect(stream: NodeJS.ReadableStream | null): void {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      this.#lines.push(...parts);
      this.#wake();
    });
  }

  /** What the program has written, for the message of a failure. */
  get output(): string {
    return this.#lines.slice(-40).join('\n');
  }

  /** Returns the first line that the program writes and `pick` makes something of. */
  async line<T>(pick: (line: string) => T | undefined): Promise<T> {
    let seen = 0;
    const deadline = setTimeout(() => this.stop('KILL'), patience);
    try {
      for (;;) {
        for (; seen < this.#lines.length; seen++) {
          const found = pick(this.#lines[seen] ?? '');
          if (found !== undefined) return found;
        }
        if (this.#over) throw new Error(`the program ended without saying it:\n${this.output}`);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Waits until a GET of the address answers 200. */
  async ready(address: string): Promise<void> {
    const deadline = Date.now() + patience;
    while (!this.#over && Date.now() < deadline) {
      const answer = await fetch(address).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`${address} never answered 200:\n${this.output}`);
  }

  /** Ends the program and returns its exit status. */
  async stop(signal: 'TERM' | 'KILL' = 'TERM'): Promise<number | null> {
    this.#child.stdin?.end(`${signal}\n`);
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    const code = await this.#ended;
    clearTimeout(deadline);
    return code;
  }
}

/** Returns a port of the loopback address on which nobody listens. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
