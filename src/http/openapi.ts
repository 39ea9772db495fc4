import { createRoute, z } from '@hono/zod-openapi';
import { errorAnswer } from './api/answers.ts';

/* The description of what is not under /v1. Each is answered in routes.ts. */

const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

export const welcomeRoute = createRoute({
  method: 'get',
  path: '/',
  summary: 'What this is',
  responses: {
    200: {
      description: 'The page; a text where it was not built',
      content: { 'text/html': { schema: z.string() }, 'text/plain': { schema: z.string() } },
    },
  },
});

export const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether the process lives',
  responses: { 200: json('It does', z.strictObject({ status: z.literal('ok') })) },
});

const sentences = z.array(z.string());

export const readyRoute = createRoute({
  method: 'get',
  path: '/ready',
  summary: 'Whether sessions are taken and a source is live',
  responses: {
    200: json('They are', z.strictObject({ status: z.literal('ready'), warnings: sentences.optional() })),
    503: json(
      'They are not',
      z.strictObject({ status: z.literal('unready'), reasons: sentences, warnings: sentences.optional() }),
    ),
  },
});

/** The text format of Prometheus, in the only version that there is. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

export const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Figures for Prometheus',
  description:
    'All names begin with `undertone_`. src/http/prometheus has alerts on them, src/http/grafana a dashboard.',
  responses: {
    200: { description: 'In the text format of Prometheus', content: { [metricsType]: { schema: z.string() } } },
  },
});

export const trackRoute = createRoute({
  method: 'get',
  path: '/track',
  summary: 'The WebSocket',
  description: 'The protocol is in src/protocol/PROTOCOL.md.',
  responses: { 101: { description: 'Upgraded' }, 426: json('It was no upgrade', errorAnswer) },
});

export const documentInfo = {
  openapi: '3.1.0',
  info: {
    title: 'Undertone',
    version: '1',
    description:
      'The sentiment of any topic, live. Times are epoch milliseconds. Errors are `{"error":{"code","message"}}`.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
} as const;
