import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface HostPage {
  /** Its content security policy. */
  readonly policy?: string;
  readonly head?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** A customer's web site, on an origin of its own and another site than Baton's. */
export class Host {
  /** What browsers reported against the policies of the pages. */
  readonly reports: string[] = [];
  /** The cookies of each request for a page, in their order. */
  readonly cookies: string[] = [];
  readonly #pages = new Map<string, HostPage>();
  readonly #server = createServer((request, response) => this.#answer(request, response));
  #port = 0;

  static async start(): Promise<Host> {
    const host = new Host();
    host.#server.listen(0, '127.0.0.1');
    await once(host.#server, 'listening');
    const address = host.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the host has no port');
    host.#port = address.port;
    return host;
  }

  /** As a site's list of domains names it. */
  get name(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get origin(): string {
    return `http://${this.name}`;
  }

  /** Puts a page at a path and returns its address. */
  serve(path: string, page: HostPage): string {
    this.#pages.set(path, page);
    return this.origin + path;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'POST') {
      let said = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => {
        said += part;
      });
      request.on('end', () => {
        this.reports.push(said);
        response.writeHead(204).end();
      });
      return;
    }
    if (request.url !== '/favicon.ico') this.cookies.push(request.headers.cookie ?? '');
    const page = this.#pages.get(request.url ?? '');
    if (!page) {
      response.writeHead(204).end(); // such as for the favicon
      return;
    }
    const { policy, head = '', body = '', headers = {} } = page;
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      ...(policy && { 'Content-Security-Policy': `${policy}; report-uri /reports` }),
      ...headers,
    });
    response.end(
      `<!doctype html><html lang="en"><head><title>A customer’s site</title>${head}</head><body><h1>Welcome</h1><p>Some words.</p>${body}</body></html>`,
    );
  }
}
