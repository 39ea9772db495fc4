import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { UndertoneError, type ErrorCode } from '../model/index.ts';

const statuses: Readonly<Partial<Record<ErrorCode, ContentfulStatusCode>>> = {
  bad_message: 400,
  bad_query: 400,
  bad_request: 400,
  forbidden: 403,
  misdirected: 421,
  not_found: 404,
  too_many: 429,
  unavailable: 503,
  too_large: 413,
  store_failed: 503,
  store_refused: 503,
};

export interface Failure {
  readonly status: ContentfulStatusCode;
  readonly error: UndertoneError;
}

/** Converts any error to one that may be shown to the caller: an internal error is shown without its details. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UndertoneError) {
    const status = statuses[error.code];
    if (status !== undefined) return { status, error };
  }
  // Hono refuses a body that is not JSON before our routes see it.
  if (error instanceof HTTPException && (error.status === 400 || error.status === 415)) {
    const message = error.status === 400 ? `${error.message}.` : 'The body must be JSON, of type application/json.';
    return { status: error.status, error: new UndertoneError('bad_request', message, { cause: error }) };
  }
  return {
    status: 500,
    error: new UndertoneError('internal', 'An internal error occurred; the log of the server may have details.', {
      cause: error,
    }),
  };
}

/** Returns the body of every error over HTTP. */
export function errorBody({ code, message, position }: UndertoneError) {
  return { error: { code, message, ...(position !== undefined && { position }) } };
}
