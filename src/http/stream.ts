import { createRoute, z } from '@hono/zod-openapi';
import { UndertoneError, windowFault } from '../model/index.ts';
import { maxQueryLength, parseQuery } from '../query/index.ts';
import { errorAnswer } from './api/answers.ts';
import type { Routes } from './api/ports.ts';
import { badRequest, instant, whole } from './api/params.ts';

/** Opens a stream of events for a client: its answer, or why there is none. */
export type OpenStream = (address: string, track: object) => ReadableStream<Uint8Array> | UndertoneError;

const flag = z.enum(['0', '1'], 'must be 0 or 1');
const ms = () => whole(1, 86_400_000).optional();

const params = z.object({
  track: z
    .string('must be given once')
    .openapi({ param: { description: 'The query' }, example: 'pizza', maxLength: maxQueryLength }),
  posts: flag.default('1').openapi({ param: { description: 'With 0, no `post` events' }, example: '1' }),
  windowMs: ms().openapi({ param: { description: 'The window of `summary` events; with `everyMs`' }, example: 60_000 }),
  everyMs: ms().openapi({ param: { description: 'The time between two of them' }, example: 1_000 }),
  whenSlow: z
    .enum(['conflate', 'drop', 'disconnect'], 'must be conflate, drop or disconnect')
    .default('conflate')
    .openapi({ param: { description: 'What becomes of posts that are read too slowly' }, example: 'conflate' }),
  since: instant('Stored posts from here on come first, epoch ms', 1_768_471_200_000),
  resume: z
    .string()
    .max(256, 'is no token')
    .optional()
    .openapi({ param: { description: 'As Last-Event-ID' } }),
});

const failure = (description: string) => ({ description, content: { 'application/json': { schema: errorAnswer } } });

const streamRoute = createRoute({
  method: 'get',
  path: '/v1/stream',
  summary: 'The frames of undertone.v1 for one query, as Server-Sent Events',
  description:
    '`event` is the type of the frame, `data` the frame, `id` a token: who comes back with it as Last-Event-ID goes on ' +
    'from there. `curl -N` is a client.',
  request: { query: params },
  responses: {
    200: { description: 'Events without end', content: { 'text/event-stream': { schema: z.string() } } },
    400: failure('A parameter or the query can not be used'),
    429: failure('There are too many sessions'),
    503: failure('The server is shutting down'),
  },
});

// An id of a session has at most 64 characters, a query more.
const maxIdLength = 64;

/** `/v1/stream`. */
export function addStream(routes: Routes, open: OpenStream): void {
  routes.openapi(streamRoute, (context) => {
    const { track, posts, windowMs, everyMs, whenSlow, since, resume } = context.req.valid('query');
    parseQuery(track);
    const summary = windowMs === undefined && everyMs === undefined ? undefined : windowOf(windowMs, everyMs);
    const token = context.req.header('last-event-id') ?? resume;
    const address = context.env.incoming?.socket.remoteAddress ?? '';
    const id = track.length <= maxIdLength ? track : 'query';
    const body = open(address, { id, query: track, posts: posts === '1', summary, whenSlow, since, resume: token });
    if (body instanceof UndertoneError) throw body;
    return context.body(body, 200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // What stands between must not wait for the end.
      'X-Accel-Buffering': 'no',
    });
  });
}

function windowOf(windowMs = 0, everyMs = windowMs) {
  const fault = windowFault({ windowMs, everyMs });
  if (fault !== undefined) throw badRequest(fault);
  return { windowMs, everyMs };
}
