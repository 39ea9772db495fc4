import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { errorResponse, jsonResponse } from './answers.ts';
import { explainPost, maxExplainedLength } from './explanation.ts';
import { badRequest } from './params.ts';
import type { Routes } from './ports.ts';

/** The most bytes of a body: a UTF-16 unit takes at most six bytes in JSON. */
const maxBodyBytes = 8 * maxExplainedLength;

const explainParams = z.object({
  text: z
    .string('must be given once')
    .max(maxExplainedLength, `may have at most ${maxExplainedLength} characters`)
    .openapi({ param: { description: 'The text as it was posted' }, example: 'I love pizza' }),
  query: z
    .string('must be a text')
    .optional()
    .openapi({ param: { description: 'A query whose topic is explained as well' }, example: 'pizza' }),
});

const step = z.object({
  rule: z.string(),
  by: z.string(),
  operation: z.string(),
  amount: z.number(),
  valence: z.number(),
});
const word = z.object({
  word: z.string(),
  written: z.string().optional(),
  start: z.int(),
  end: z.int(),
  lexicon: z.number(),
  steps: z.array(step).readonly(),
  valence: z.number(),
});
const reason = z.object({
  word: z.string(),
  start: z.int(),
  end: z.int(),
  valence: z.number(),
  rule: z.string(),
  says: z.string(),
  weight: z.number(),
  counts: z.number(),
});

const explanation = z
  .object({
    text: z.string().openapi({ description: 'The text after normalisation, to which the offsets refer' }),
    words: z.array(word).readonly(),
    sum: z.number(),
    emphasis: z.object({ exclamations: z.int(), questions: z.int(), amount: z.number() }),
    total: z.number(),
    weights: z.object({ positive: z.number(), neutral: z.number(), negative: z.number() }),
    score: z.object({ compound: z.number(), pos: z.number(), neu: z.number(), neg: z.number() }),
    topic: z
      .object({
        score: z.object({ compound: z.number(), polarityIndex: z.int() }),
        sum: z.number(),
        reasons: z.array(reason).readonly(),
      })
      .nullish()
      .openapi({ description: 'Null if the query does not match the text' }),
  })
  .openapi('Explanation');

const responses = {
  200: jsonResponse('Each part of the score', explanation),
  400: errorResponse('The text or the query is not valid'),
} as const;

const postResponses = {
  ...responses,
  415: errorResponse('The body is not JSON'),
} as const;

const getRoute = createRoute({
  method: 'get',
  path: '/v1/explain',
  summary: 'Explain the score of a text, as `score --explain` does',
  request: { query: explainParams },
  responses,
});

const postRoute = createRoute({
  method: 'post',
  path: '/v1/explain',
  summary: 'Explain the score of a text that is too long for a URL',
  middleware: bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw badRequest(`The body may have at most ${maxBodyBytes} bytes.`);
    },
  }),
  request: { body: { required: true, content: { 'application/json': { schema: explainParams } } } },
  responses: postResponses,
});

const suggestionsRoute = createRoute({
  method: 'get',
  path: '/v1/suggestions',
  summary: 'List queries to try, if a source suggests any',
  responses: {
    200: jsonResponse('The queries', z.strictObject({ suggestions: z.array(z.string()) })),
  },
});

/** Adds the routes of the page that do not read the store: explanations, and queries to begin with. */
export function addExplain(routes: Routes, suggestions: readonly string[]): void {
  routes.openapi(getRoute, (context) => {
    const { text, query } = context.req.valid('query');
    return context.json(explainPost(text, query), 200);
  });
  routes.openapi(postRoute, (context) => {
    const { text, query } = context.req.valid('json');
    return context.json(explainPost(text, query), 200);
  });
  routes.openapi(suggestionsRoute, (context) => context.json({ suggestions: [...suggestions] }, 200));
}
