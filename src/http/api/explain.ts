import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { errorAnswer } from './answers.ts';
import { explainPost, maxExplainedLength } from './explanation.ts';
import { badRequest } from './params.ts';
import type { Routes } from './ports.ts';

/** A text in JSON takes six bytes a UTF-16 unit at most. */
const maxBodyBytes = 8 * maxExplainedLength;

const ask = z.object({
  text: z
    .string('must be given once')
    .max(maxExplainedLength, `may have at most ${maxExplainedLength} characters`)
    .openapi({ param: { description: 'The text, as it was posted' }, example: 'I love pizza' }),
  query: z
    .string('must be a text')
    .optional()
    .openapi({ param: { description: 'The query whose topic is explained too' }, example: 'pizza' }),
});

const step = z.object({
  ...{ rule: z.string(), by: z.string(), operation: z.string() },
  ...{ amount: z.number(), valence: z.number() },
});
const word = z.object({
  ...{ word: z.string(), written: z.string().optional(), start: z.int(), end: z.int() },
  ...{ lexicon: z.number(), steps: z.array(step).readonly(), valence: z.number() },
});
const reason = z.object({
  ...{ word: z.string(), start: z.int(), end: z.int(), valence: z.number(), rule: z.string(), says: z.string() },
  ...{ weight: z.number(), counts: z.number() },
});

const explanation = z
  .object({
    text: z.string().openapi({ description: 'As it was scored; the offsets are its own' }),
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
      .openapi({ description: 'Null where the query does not match the text' }),
  })
  .openapi('Explanation');

const responses = {
  200: { description: 'Each part of the score', content: { 'application/json': { schema: explanation } } },
  400: {
    description: 'The text or the query can not be used',
    content: { 'application/json': { schema: errorAnswer } },
  },
} as const;

const postResponses = {
  ...responses,
  415: { description: 'The body is not JSON', content: { 'application/json': { schema: errorAnswer } } },
} as const;

const getRoute = createRoute({
  method: 'get',
  path: '/v1/explain',
  summary: 'Why a text has its score: the explanation of `score --explain`',
  request: { query: ask },
  responses,
});

const postRoute = createRoute({
  method: 'post',
  path: '/v1/explain',
  summary: 'Likewise, for texts that are long for an address',
  middleware: bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => {
      throw badRequest(`The body may have at most ${maxBodyBytes} bytes.`);
    },
  }),
  request: { body: { required: true, content: { 'application/json': { schema: ask } } } },
  responses: postResponses,
});

const suggestionsRoute = createRoute({
  method: 'get',
  path: '/v1/suggestions',
  summary: 'Queries to try, where the source has topics of its own',
  responses: {
    200: {
      description: 'Queries',
      content: { 'application/json': { schema: z.strictObject({ suggestions: z.array(z.string()) }) } },
    },
  },
});

/** What the page asks for beside what has been kept: why a text has its score, and queries to begin with. */
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
