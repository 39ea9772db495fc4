/**
 * Every code that a client, an operator or a caller can see, with what it means. One table, so that a code has one
 * meaning everywhere: on the wire, in a log line, in an exit sentence.
 */
export const errorCodes = {
  bad_message: 'A client sent a message that is not one of the protocol.',
  bad_query: 'A query cannot be used; `position` is where.',
  bad_option: 'An option of the command line, the environment or the configuration file cannot be used.',
  bad_input: 'A file or a line that was given cannot be used.',
  too_many: 'A limit on sessions, queries or messages is reached.',
  forbidden: 'The origin of a handshake is not allowed.',
  misdirected: 'The server is not known by the name in the header Host.',
  unauthorized: 'A token is missing or not known.',
  unavailable: 'The server takes no new work: it is shutting down or over capacity.',
  bad_request: 'A parameter of a request over HTTP cannot be used.',
  too_large: 'The body of a request is larger than the server takes.',
  timeout: 'A request took too long to come in.',
  not_found: 'There is nothing at that path.',
  source_failed: 'A source of posts ended for good.',
  source_unsettled: 'A source of posts failed in a way that may heal.',
  scoring_failed: 'A post could not be scored.',
  store_failed: 'The store can not be read or written now; trying again may help.',
  store_refused: 'The store can not be used by this program: it is newer, or it is damaged.',
  internal: 'Undertone itself is at fault.',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** What a handler needs to decide, beside the code. */
export interface ErrorFacts {
  /** The offset of the offending token in UTF-16 units, from 0. */
  readonly position?: number;
  /** The HTTP status behind the error. */
  readonly status?: number;
  /** Whether trying again may help. */
  readonly transient?: boolean;
  /** The time in seconds after which trying again may help. */
  readonly retryAfterS?: number;
  readonly cause?: unknown;
}

/** The one error class: a code of the table, a sentence for a person, and the facts that decide what follows. */
export class UndertoneError extends Error {
  override readonly name = 'UndertoneError';
  readonly code: ErrorCode;
  readonly position: number | undefined;
  readonly status: number | undefined;
  readonly transient: boolean;
  readonly retryAfterS: number | undefined;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.position = facts.position;
    this.status = facts.status;
    this.transient = facts.transient ?? false;
    this.retryAfterS = facts.retryAfterS;
  }
}

/** The sentence of anything thrown, for logs and exits. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
