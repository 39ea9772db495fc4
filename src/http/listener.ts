import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { UndertoneError } from '../model/index.ts';
import { errorBody } from './failures.ts';
import { createRoutes, type RoutesOptions } from './routes.ts';

/** Answers a request. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Stands for the name of the server in HTTP/1.0, where `Host` is optional. No route depends on it. */
const unnamed = 'localhost';

/** Creates the routes, as a listener of Node's server. */
export function createRequestListener(options: RoutesOptions): RequestListener {
  return getRequestListener(createRoutes(options).fetch, { hostname: unnamed, errorHandler: answerTo });
}

/** Returns the answer to a request that cannot be represented by a URL and headers. */
function answerTo(error: unknown): Response {
  const isFault = error instanceof RequestError;
  const answer = isFault
    ? new UndertoneError('bad_request', `The request is unusable: ${error.message}.`)
    : new UndertoneError('internal', 'The request failed.');
  return Response.json(errorBody(answer), { status: isFault ? 400 : 500 });
}
