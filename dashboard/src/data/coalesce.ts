/**
 * Runs something at the first sign, and while more signs come at most once in each span of time: the
 * last of them is never lost. Times are milliseconds.
 */
export class Coalescer {
  readonly #run: () => void;
  readonly #span: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #again = false;

  constructor(run: () => void, span: number) {
    this.#run = run;
    this.#span = span;
  }

  sign(): void {
    if (this.#timer !== undefined) {
      this.#again = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.sign();
    }, this.#span);
    this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }
}
