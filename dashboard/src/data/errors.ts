import type { components } from './api.gen.ts';

export type ErrorCode = components['schemas']['ErrorCode'] | 'unreachable';

/** The server said no, or could not be reached. The message is for the person who asked. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly requestId: string | undefined;

  constructor(code: ErrorCode, say: string, field?: string, requestId?: string) {
    super(say);
    this.code = code;
    this.field = field;
    this.requestId = requestId;
  }
}

/** Reads the one shape of failures; anything else that is not an answer of ours is `internal`. */
export function readError(body: unknown, status: number): ApiError {
  if (typeof body === 'object' && body !== null && 'code' in body && 'say' in body) {
    const { code, say } = body;
    if (isCode(code) && typeof say === 'string') {
      return new ApiError(code, say, text(body, 'field'), text(body, 'request_id'));
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
