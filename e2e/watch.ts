import type { Page, Request, WebSocket } from '@playwright/test';

/** What a page asked for and complained of since it was watched. */
export class Watch {
  readonly complaints: string[] = [];
  readonly requests: URL[] = [];
  readonly sockets: WebSocket[] = [];

  constructor(page: Page) {
    page.on('request', (request: Request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http')) this.requests.push(url);
    });
    page.on('websocket', (socket) => this.sockets.push(socket));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.complaints.push(`${message.text()} ${message.location().url}`);
      }
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  /** Requests to one origin. */
  to(origin: string): string[] {
    return this.requests.filter((url) => url.origin === origin).map((url) => url.pathname);
  }

  /** Requests to anybody else. */
  beyond(...origins: string[]): string[] {
    return this.requests.filter((url) => !origins.includes(url.origin)).map((url) => url.href);
  }
}
