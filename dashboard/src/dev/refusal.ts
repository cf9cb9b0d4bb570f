import type { Schema } from '../data/api.ts';

/** What the mock answers when it will not do something. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly detail: Pick<Schema['Error'], 'present' | 'uses' | 'problems'>;

  constructor(
    status: number,
    code: string,
    say: string,
    field?: string,
    detail: Pick<Schema['Error'], 'present' | 'uses' | 'problems'> = {},
  ) {
    super(say);
    this.status = status;
    this.code = code;
    this.field = field;
    this.detail = detail;
  }
}
