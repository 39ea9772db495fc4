import { createRoute, z, type RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { errorResponse, jsonResponse, tooManyResponse } from './answers.ts';
import { parseQuery } from '../../query/index.ts';
import type { Admission } from '../admission.ts';
import { badRequest } from './params.ts';
import type { Routes, RoutesEnv } from './ports.ts';

/**
 * Explains the score of a text, and of the part that concerns a topic if one is given; the topic is a valid query.
 * Resolves with an `Explanation` as JSON.
 */
export type Explain = (text: string, topic: string | undefined) => Promise<string>;

/** The longest text that is explained, in UTF-16 units: an explanation is many times as long as its text. */
const maxExplainedLength = 10_000;
/** The longest explanation, in UTF-16 units. Ten thousand common words take half of it. */
const maxExplanationLength = 1_000_000;

/** The most bytes of a body: a UTF-16 unit takes at most six bytes in JSON. */
const maxBodyBytes = 8 * maxExplainedLength;

const explainParams = z.object({
  text: z
    .string('must be given once')
    .max(maxExplainedLength, `may have at most ${maxExplainedLength} characters`)
    .openapi({ param: { description: 'The text as it was posted' }, example: 'I love pizza' }),
  topic: z
    .string('must be a text')
    .optional()
    .openapi({ param: { description: 'A query whose topic is explained as well' }, example: 'pizza' }),
  query: z
    .string('must be a text')
    .optional()
    .openapi({ param: { description: 'The same under its earlier name', deprecated: true }, example: 'pizza' }),
});

type ExplainParams = z.output<typeof explainParams>;

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
  from: z
    .string()
    .optional()
    .openapi({ description: "The file of `--lexicon` that it comes from; absent for VADER's own" }),
  steps: z.array(step).readonly(),
  valence: z.number(),
});
const reason = z.object({
  word: z.string(),
  start: z.int(),
  end: z.int(),
  valence: z.number(),
  from: z.string().optional(),
  rule: z.string(),
  says: z.string(),
  weight: z.number(),
  counts: z.number(),
});

const feature = z.object({ feature: z.string(), counts: z.number() });

const unexplained = z.object({
  text: z.string(),
  scorer: z.string().openapi({ description: 'The name of a scorer that does not say why' }),
  score: z.object({
    compound: z.number(),
    pos: z.number().optional(),
    neu: z.number().optional(),
    neg: z.number().optional(),
  }),
  scored: z.literal(false).optional().openapi({ description: 'False when it gave no score' }),
  topic: z.object({ score: z.object({ compound: z.number(), polarityIndex: z.int() }) }).nullish(),
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
    learned: z
      .object({ decidedBy: z.enum(['model', 'vader']), estimate: z.number(), features: z.array(feature).readonly() })
      .optional()
      .openapi({ description: 'With `--scorer learned`: what decided, and the heaviest features' }),
    topic: z
      .object({
        score: z.object({ compound: z.number(), polarityIndex: z.int() }),
        learned: z.object({ model: z.string(), features: z.array(feature).readonly() }).optional(),
        sum: z.number(),
        reasons: z.array(reason).readonly(),
      })
      .nullish()
      .openapi({ description: 'Null if the query does not match the text' }),
  })
  .openapi('Explanation');

// With a wide type, routes may answer with JSON that was made elsewhere.
const responses: RouteConfig['responses'] = {
  200: jsonResponse('Each part of the score', z.union([explanation, unexplained])),
  400: errorResponse('The text or the topic is not valid'),
  429: tooManyResponse('Too many of these requests are in progress'),
};

const postResponses: RouteConfig['responses'] = {
  ...responses,
  415: errorResponse('The body is not JSON'),
};

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

const limitBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw badRequest(`The body may have at most ${maxBodyBytes} bytes.`);
  },
});

/** Adds the routes that explain a score. */
export function addExplain(routes: Routes, explain: Explain, admission: Admission): void {
  const answer = async (context: Context<RoutesEnv>, { text, topic, query = topic }: ExplainParams) => {
    if (query !== undefined) parseQuery(query);
    const explained = await admission.during('explanations', context, () => explain(text, query));
    if (explained.length > maxExplanationLength) {
      throw badRequest('The explanation of this text would be too long: shorten the text.');
    }
    return context.body(explained, 200, { 'Content-Type': 'application/json' });
  };
  routes.use(getRoute.path, limitBody, admission.hold('reads'));
  routes.openapi(getRoute, (context) => answer(context, context.req.valid('query')));
  routes.openapi(postRoute, (context) => answer(context, context.req.valid('json')));
}

/** Adds the route that lists queries to begin with. */
export function addSuggestions(routes: Routes, suggestions: readonly string[]): void {
  routes.openapi(suggestionsRoute, (context) => context.json({ suggestions: [...suggestions] }, 200));
}
