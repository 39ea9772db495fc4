import { createRoute, z } from '@hono/zod-openapi';
import { errorResponse, jsonResponse } from './api/answers.ts';

/* The descriptions of the routes that are not under /v1, which routes.ts adds. */

export const rootRoute = createRoute({
  method: 'get',
  path: '/',
  summary: 'Open the dashboard',
  responses: {
    200: {
      description: 'The dashboard; a text if it has not been built',
      content: { 'text/html': { schema: z.string() }, 'text/plain': { schema: z.string() } },
    },
  },
});

export const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Check that the process is alive',
  responses: { 200: jsonResponse('The process is alive', z.strictObject({ status: z.literal('ok') })) },
});

const sentences = z.array(z.string());

export const readyRoute = createRoute({
  method: 'get',
  path: '/ready',
  summary: 'Check that sessions are accepted and at least one source works',
  responses: {
    200: jsonResponse(
      'Ready to accept sessions',
      z.strictObject({ status: z.literal('ready'), warnings: sentences.optional() }),
    ),
    503: jsonResponse(
      'Not ready',
      z.strictObject({ status: z.literal('unready'), reasons: sentences, warnings: sentences.optional() }),
    ),
  },
});

/** The text format of Prometheus, in its only version. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

export const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Read the metrics for Prometheus',
  description:
    'All names begin with `undertone_`. The package contains alert rules for Prometheus and a dashboard for Grafana.',
  responses: {
    200: {
      description: 'The metrics in the text format of Prometheus',
      content: { [metricsType]: { schema: z.string() } },
    },
  },
});

export const trackRoute = createRoute({
  method: 'get',
  path: '/track',
  summary: 'Open the WebSocket',
  description:
    'Without a subprotocol it speaks the simple protocol: send `{"track":"pizza"}`, receive `{"polarityIndex","hashtags"}` for each new post. With `undertone.v1` it sends the frames that /v1/stream sends as events.',
  responses: { 101: { description: 'Upgraded' }, 426: errorResponse('The request is not a WebSocket upgrade') },
});

export const documentInfo = {
  openapi: '3.1.0',
  info: {
    title: 'Undertone',
    version: '1',
    description:
      'Tracks the sentiment of any topic live. Times are epoch milliseconds. Errors are `{"error":{"code","message"}}`. Any request but /health may be answered with 421, where the server does not know the name in `Host`, or with 429 and `Retry-After`.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
} as const;
