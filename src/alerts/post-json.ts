import { request as requestHttps } from 'node:https';
import { requestHttp } from '../node/http.ts';
import { agentFor } from '../node/own-connection.ts';

export interface JsonPost {
  /** JSON. */
  readonly content: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Gives the request up. */
  readonly signal: AbortSignal;
}

/** The head of an answer. */
export interface AnswerHead {
  readonly status: number;
  /** The header `Retry-After`. */
  readonly retryAfter: string | undefined;
}

/** The most interim answers (1xx) that may come before the answer. */
const maxInterim = 8;

/**
 * Sends a POST of JSON once, on a connection of its own; a user and a password in the address are sent as Basic
 * authentication. Resolves with the head of the answer, which Node bounds by 16 KiB; its body is not read, and no redirect
 * is followed. Rejects when there is no answer.
 *
 * @example
 * await postJson('https://example.com/hook', { content: '{}', signal: AbortSignal.timeout(10_000) }) // { status: 204, … }
 */
export function postJson(address: string, { content, headers, signal }: JsonPost): Promise<AnswerHead> {
  return new Promise((resolve, reject) => {
    const url = new URL(address);
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = send(url, {
      ...{ method: 'POST', agent: agentFor(url), signal },
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Undertone', ...headers },
    });
    let interim = 0;
    sent.on('information', () => {
      interim += 1;
      if (interim > maxInterim) sent.destroy(new Error(`There were more than ${maxInterim} interim answers.`));
    });
    sent.on('response', ({ statusCode: status = 0, headers: received }) => {
      resolve({ status, retryAfter: received['retry-after'] });
      sent.destroy();
    });
    sent.on('error', (error) => {
      const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
      const [first] = errors;
      reject(first instanceof Error ? first : error);
    });
    sent.on('close', () => {
      reject(new Error('The connection was closed without an answer.'));
    });
    sent.end(content);
  });
}
