// How far the reader of each stream has come, and whether what arrives follows on from there.

import type { Cursor } from './frames.ts';

interface Place {
  after: number;
  /** The stream was asked for again; until that is answered, entries that skip are no news. */
  asked: boolean;
  /** The last number that the server is known to have. */
  head: number;
}

/** The places of all followed streams. It knows nothing of sockets and time. */
export class Cursors {
  readonly #places = new Map<string, Place>();

  /** Starts a stream, or moves it to where a snapshot stands. */
  set(stream: string, after: number): void {
    this.#places.set(stream, { after, asked: false, head: after });
  }

  delete(stream: string): void {
    this.#places.delete(stream);
  }

  get size(): number {
    return this.#places.size;
  }

  /** Cursors for all streams, or for those that are named and followed. */
  list(streams: Iterable<string> = this.#places.keys()): Cursor[] {
    const out: Cursor[] = [];
    for (const stream of streams) {
      const place = this.#places.get(stream);
      if (place) out.push({ stream, after: place.after });
    }
    return out;
  }

  /** A new socket asks for everything again. */
  renew(): void {
    for (const place of this.#places.values()) place.asked = false;
  }

  /**
   * Says what to do with number seq of a stream: `take` it, since it is the next one; `drop` it,
   * since it was seen or is not followed; or `ask` for the stream again, since numbers are missing.
   */
  accept(stream: string, seq: number): 'take' | 'drop' | 'ask' {
    const place = this.#places.get(stream);
    if (!place || seq <= place.after) return 'drop';
    place.head = Math.max(place.head, seq);
    if (seq === place.after + 1) {
      place.after = seq;
      place.asked = false;
      return 'take';
    }
    if (place.asked) return 'drop';
    place.asked = true;
    return 'ask';
  }

  /** Notes the last numbers that the server has, and whether any stream is behind them. */
  heads(heads: Record<string, number>): boolean {
    let behind = false;
    for (const [stream, head] of Object.entries(heads)) {
      const place = this.#places.get(stream);
      if (!place) continue;
      place.head = Math.max(place.head, head);
      behind ||= place.after < place.head;
    }
    return behind;
  }

  /** The streams that are behind what the server has. They count as asked for from now on. */
  behind(): string[] {
    const out: string[] = [];
    for (const [stream, place] of this.#places) {
      if (place.after >= place.head) continue;
      place.asked = true;
      out.push(stream);
    }
    return out;
  }
}
