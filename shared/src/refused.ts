// The two ways in which something that was asked of the server is not done.

import type { Refusal } from './frames.ts';

/** The server refused what was asked. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.say);
    this.refusal = refusal;
  }
}

/** The server could not be reached, or its answer was lost: whether it was done is unknown. */
export class Lost extends Error {}
