import { createRoute, z } from '@hono/zod-openapi';
import {
  bucketAnswer,
  errorAnswer,
  historyAnswer,
  postAnswer,
  postsAnswer,
  queriesAnswer,
  queryAnswer,
} from './answers.ts';
import { contentTypes, exportBody } from './export.ts';
import { canonical, checkRange, exportParams, historyParams, maxInstant, postsParams } from './params.ts';
import type { ApiOptions, Routes } from './ports.ts';
import { planOf } from './steps.ts';

const failures = {
  400: failure('A parameter or the query can not be used'),
  503: failure('The store can not be read now'),
} as const;

function failure(description: string) {
  return { description, content: { 'application/json': { schema: errorAnswer } } };
}

function answer<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } };
}

const queriesRoute = createRoute({
  method: 'get',
  path: '/v1/queries',
  summary: 'What is tracked now',
  responses: { 200: answer('The queries, the most wanted first', queriesAnswer) },
});

const historyRoute = createRoute({
  method: 'get',
  path: '/v1/history',
  summary: 'What was said on a query, in buckets of time',
  description:
    'The last hour by default. At most 10,000 buckets; one with neither posts nor coverage is left out. Weight means by `posts`.',
  request: { query: historyParams },
  responses: { 200: answer('Buckets that begin in [from, to)', historyAnswer), ...failures },
});

const postsRoute = createRoute({
  method: 'get',
  path: '/v1/posts',
  summary: 'Recent scored posts on a query, newest first',
  request: { query: postsParams },
  responses: { 200: answer('The posts', postsAnswer), ...failures },
});

const exportRoute = createRoute({
  method: 'get',
  path: '/v1/export',
  summary: 'All kept posts on a query, oldest first, streamed',
  description: 'Of `[from, to)`; all of them by default.',
  request: { query: exportParams },
  responses: {
    200: {
      description: 'A post a line: JSON objects as in /v1/posts, or CSV (RFC 4180) with a header',
      content: {
        [contentTypes.ndjson]: { schema: z.string() },
        [contentTypes.csv]: { schema: z.string() },
      },
    },
    ...failures,
  },
});

/** The answers under `/v1` that come from what is tracked and what has been kept. */
export function addApi(
  routes: Routes,
  { archive, tracked, now }: ApiOptions,
  onFailure?: (error: unknown) => void,
): void {
  routes.openapi(queriesRoute, (context) => context.json({ queries: tracked().map(queryAnswer) }, 200));
  routes.openapi(historyRoute, async (context) => {
    const { query, ...asked } = context.req.valid('query');
    const plan = { query: canonical(query), ...planOf(asked, now()) };
    const [buckets, gaps] = await Promise.all([archive.buckets(plan), archive.gaps(plan)]);
    return context.json({ ...plan, buckets: buckets.map(bucketAnswer), gaps: [...gaps] }, 200);
  });
  routes.openapi(postsRoute, async (context) => {
    const { query, limit, before } = context.req.valid('query');
    const posts = await archive.recent({ query: canonical(query), limit, before });
    return context.json({ posts: posts.map(postAnswer) }, 200);
  });
  routes.openapi(exportRoute, async (context) => {
    const { query, from = 0, to = maxInstant, format, spreadsheet } = context.req.valid('query');
    checkRange({ from, to });
    const pages = archive.exported({ query: canonical(query), from, to });
    const body = await exportBody(pages, {
      format,
      spreadsheet: spreadsheet === '1',
      cut: (error) => {
        onFailure?.(error);
        context.env.outgoing?.destroy();
      },
    });
    return context.body(body, 200, {
      'Content-Type': contentTypes[format],
      'Content-Disposition': `attachment; filename="posts.${format}"`,
    });
  });
}
