import { createRoute, z } from '@hono/zod-openapi';
import { UndertoneError, windowFault } from '../model/index.ts';
import { maxQueryLength, parseQuery } from '../query/index.ts';
import { errorResponse, tooManyResponse } from './api/answers.ts';
import type { ReadClient } from './client.ts';
import type { Routes } from './api/ports.ts';
import { badRequest, instant, whole } from './api/params.ts';

/** Opens a stream of events for a client, or returns the reason why there is none. */
export type OpenStream = (address: string, track: object) => ReadableStream<Uint8Array> | UndertoneError;

const maxTokenLength = 256;

const flag = z.enum(['0', '1'], 'must be 0 or 1');
const ms = () => whole(1, 86_400_000).optional();

const params = z.object({
  track: z
    .string('must be given once')
    .openapi({ param: { description: 'The query' }, example: 'pizza', maxLength: maxQueryLength }),
  posts: flag.default('1').openapi({ param: { description: '0 leaves out the `post` events' }, example: '1' }),
  windowMs: ms().openapi({
    param: { description: 'The window of `summary` events, in ms; use it with `everyMs`' },
    example: 60_000,
  }),
  everyMs: ms().openapi({ param: { description: 'The time between two `summary` events, in ms' }, example: 1_000 }),
  whenSlow: z
    .enum(['conflate', 'drop', 'disconnect'], 'must be conflate, drop or disconnect')
    .default('conflate')
    .openapi({ param: { description: 'What the server does when the client reads too slowly' }, example: 'conflate' }),
  since: instant('Sends stored posts from this time on first, epoch ms', 1_768_471_200_000),
  resume: z
    .string()
    .max(maxTokenLength, 'is not a token')
    .optional()
    .openapi({ param: { description: 'A resume token, as in Last-Event-ID' } }),
});

const streamRoute = createRoute({
  method: 'get',
  path: '/v1/stream',
  summary: 'Stream the frames of undertone.v1 for one query as Server-Sent Events',
  description:
    '`event` is the type of the frame, `data` the frame, and `id` a resume token: a client that reconnects with it as ' +
    'Last-Event-ID continues from there. `curl -N` is a client.',
  request: { query: params },
  responses: {
    200: { description: 'An endless stream of events', content: { 'text/event-stream': { schema: z.string() } } },
    400: errorResponse('A parameter or the query is not valid'),
    429: tooManyResponse('There are too many sessions, queries or windows'),
    503: errorResponse('The server is shutting down'),
  },
});

// A query may be longer than an id.
const maxIdLength = 64;

/** Adds `/v1/stream`. */
export function addStream(routes: Routes, open: OpenStream, readClient: ReadClient): void {
  routes.openapi(streamRoute, (context) => {
    const { track, posts, windowMs, everyMs, whenSlow, since, resume } = context.req.valid('query');
    parseQuery(track);
    const summary = windowMs === undefined && everyMs === undefined ? undefined : windowOf(windowMs, everyMs);
    const token = lastEventId(context.req.header('last-event-id')) ?? resume;
    const { address } = readClient(context);
    const id = track.length <= maxIdLength ? track : 'query';
    const body = open(address, { id, query: track, posts: posts === '1', summary, whenSlow, since, resume: token });
    if (body instanceof UndertoneError) throw body;
    return context.body(body, 200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // A proxy must not buffer the stream.
      'X-Accel-Buffering': 'no',
    });
  });
}

/**
 * Returns the token of a client that reconnects by itself. What is too long for one is no token of ours either way, and
 * is answered like any other: the client learns that posts may be missing, and goes on.
 */
const lastEventId = (header = ''): string | undefined => (header === '' ? undefined : header.slice(0, maxTokenLength));

function windowOf(windowMs = 0, everyMs = windowMs) {
  const fault = windowFault({ windowMs, everyMs });
  if (fault !== undefined) throw badRequest(fault);
  return { windowMs, everyMs };
}
