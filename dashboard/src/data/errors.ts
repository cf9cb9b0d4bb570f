import type { components } from './api.gen.ts';

type Schema = components['schemas'];

export type ErrorCode = Schema['ErrorCode'] | 'unreachable';
export type Use = Schema['Use'];
export type RuleProblem = Schema['RuleProblem'];

/** What else a refusal tells, besides its sentence. */
export interface RefusalDetail {
  /** What stands there now, when somebody else was first. */
  present: Schema['Present'];
  /** What would lose it, when something is used and so not deleted. */
  uses: readonly Use[];
  problems: readonly RuleProblem[];
}

const noDetail: RefusalDetail = { present: {}, uses: [], problems: [] };

/** The server said no, or could not be reached. The message is for the person who asked. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  readonly detail: RefusalDetail;

  constructor(
    code: ErrorCode,
    say: string,
    field?: string,
    requestId?: string,
    detail: RefusalDetail = noDetail,
  ) {
    super(say);
    this.code = code;
    this.field = field;
    this.requestId = requestId;
    this.detail = detail;
  }
}

/** Reads the one shape of failures; anything else that is not an answer of ours is `internal`. */
export function readError(body: unknown, status: number): ApiError {
  if (typeof body === 'object' && body !== null && 'code' in body && 'say' in body) {
    const { code, say } = body;
    if (isCode(code) && typeof say === 'string') {
      return new ApiError(
        code,
        say,
        text(body, 'field'),
        text(body, 'request_id'),
        readDetail(body),
      );
    }
  }
  return new ApiError(
    status >= 500 ? 'unavailable' : 'internal',
    `The server answered ${status} without a reason.`,
  );
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('internal', error instanceof Error ? error.message : String(error));
}

/** Reads what our own server wrote by the contract; a list is a list of the contract's members. */
function readDetail(body: object): RefusalDetail {
  const { present, uses, problems } = body as Partial<Schema['Error']>;
  return {
    present: typeof present === 'object' && present !== null ? present : {},
    uses: Array.isArray(uses) ? uses.filter((u) => typeof u.name === 'string') : [],
    problems: Array.isArray(problems) ? problems.filter((p) => typeof p.say === 'string') : [],
  };
}

const codes: ReadonlySet<string> = new Set<ErrorCode>([
  'not_found',
  'conflict',
  'forbidden',
  'invalid',
  'unavailable',
  'too_many',
  'internal',
  'signed_out',
]);

function isCode(x: unknown): x is ErrorCode {
  return typeof x === 'string' && codes.has(x);
}

function text(body: object, key: string): string | undefined {
  const value: unknown = Reflect.get(body, key);
  return typeof value === 'string' ? value : undefined;
}
