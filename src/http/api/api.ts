import { createRoute, z, type RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { historyAnswer, jsonResponse, queriesAnswer, queryAnswer, readFailures } from './answers.ts';
import { attachmentOf, contentTypes, exportPieces } from './export.ts';
import { historyPieces } from './history.ts';
import { bodyOf, type Cut } from './pieces.ts';
import { canonical, checkRange, exportParams, historyParams, maxInstant } from './params.ts';
import type { Admission } from '../admission.ts';
import type { ApiOptions, Routes, RoutesEnv } from './ports.ts';
import { addPosts } from './posts.ts';
import { planOf } from './steps.ts';
import { addWhy } from './why.ts';

const queriesRoute = createRoute({
  method: 'get',
  path: '/v1/queries',
  summary: 'List the queries that are tracked now',
  responses: { 200: jsonResponse('The queries, those with the most sessions first', queriesAnswer) },
});

// With a wide type, the route may answer with JSON that is made in pieces.
const historyResponses: RouteConfig['responses'] = {
  200: jsonResponse('The buckets that begin in [from, to)', historyAnswer),
  ...readFailures,
};

const historyRoute = createRoute({
  method: 'get',
  path: '/v1/history',
  summary: 'Read the history of a query in buckets of time',
  description:
    'Returns the last hour by default, and at most 10,000 buckets. A bucket with neither posts nor coverage is left out. Weight means by `posts`.',
  request: { query: historyParams },
  responses: historyResponses,
});

const exportRoute = createRoute({
  method: 'get',
  path: '/v1/export',
  summary: 'Export all stored posts on a query, oldest first, as a stream',
  description: 'Returns the posts of `[from, to)`; all of them by default.',
  request: { query: exportParams },
  responses: {
    200: {
      description: 'One post per line: JSON objects as in /v1/posts, or CSV (RFC 4180) with a header',
      content: {
        [contentTypes.ndjson]: { schema: z.string() },
        [contentTypes.csv]: { schema: z.string() },
      },
    },
    ...readFailures,
  },
});

export interface ApiContext extends ApiOptions {
  readonly admission: Admission;
  /** Called with each error that is the server's fault. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

/** Adds the routes under `/v1` that read the tracked queries and the store. */
export function addApi(routes: Routes, { archive, tracked, now, admission, onFailure }: ApiContext): void {
  routes.get(historyRoute.path, admission.hold('reads'));
  routes.use(exportRoute.path, admission.hold('exports'));
  addPosts(routes, archive, admission);
  addWhy(routes, { archive, now, admission });
  routes.openapi(queriesRoute, async (context) => {
    const queries = await tracked();
    return context.json({ queries: queries.map(queryAnswer) }, 200);
  });
  routes.openapi(historyRoute, async (context) => {
    const { query, ...asked } = context.req.valid('query');
    const plan = { query: canonical(query), ...planOf(asked, now()) };
    const body = await bodyOf(historyPieces(archive, plan), cutOff(context, onFailure));
    return context.body(body, 200, { 'Content-Type': 'application/json' });
  });
  routes.openapi(exportRoute, async (context) => {
    const { query, from = -maxInstant, to = maxInstant, format, spreadsheet } = context.req.valid('query');
    checkRange({ from, to });
    const pages = archive.exported({ query: canonical(query), from, to });
    const pieces = exportPieces(pages, { format, spreadsheet: spreadsheet === '1' });
    const body = await bodyOf(pieces, cutOff(context, onFailure));
    return context.body(body, 200, {
      'Content-Type': contentTypes[format],
      'Content-Disposition': attachmentOf(query, format),
    });
  });
}

/** Returns what cuts an answer off. */
function cutOff({ env }: Context<RoutesEnv>, onFailure: ApiContext['onFailure']): Cut {
  return (error) => {
    onFailure?.(error);
    env.outgoing?.destroy();
  };
}
