import { createRoute, z } from '@hono/zod-openapi';
import type { PolarityShares, UnusualTerm } from '../../model/index.ts';
import type { ReadRouteOptions } from '../admission.ts';
import { instant, jsonResponse, postAnswer, readFailures, rounded, scoredPost, share } from './answers.ts';
import { canonical, whyParams } from './params.ts';
import type { Routes } from './ports.ts';
import { planOf } from './steps.ts';

const count = z.int().min(0);

const figures = {
  count: count.openapi({ description: 'The posts of the span with it' }),
  expected: z.number().min(0).openapi({ description: 'The posts that would have it at its usual share' }),
  logOdds: z.number().min(0).openapi({
    description: 'The natural logarithm of its odds divided by its usual odds, less 1.96 standard errors',
  }),
};

const shares = (description: string) =>
  z.strictObject({ positive: share, negative: share, neutral: share }).openapi({ description });

const size = { posts: count, read: count.openapi({ description: 'Fewer than `posts` where they were sampled' }) };

const whyAnswer = z
  .strictObject({
    query: z.string().openapi({ description: 'The query in its canonical form' }),
    from: instant,
    to: instant,
    words: z
      .array(z.strictObject({ word: z.string(), ...figures }))
      .openapi({ description: "The most unusual first, without the query's own words; at most 20" }),
    hashtags: z.array(z.strictObject({ hashtag: z.string(), ...figures })),
    shares: shares('The shares of the polarities among posts with a score; all 0 without any'),
    usual: shares('The same in the past'),
    posts: z.array(scoredPost).openapi({ description: 'As in /v1/posts, the strongest first' }),
    span: z.strictObject(size),
    past: z
      .strictObject({
        from: instant.nullable().openapi({ description: 'The time of the first kept post; null if none is older' }),
        ...size,
      })
      .openapi({ description: 'The kept posts before the span. Without any, nothing counts as unusual' }),
  })
  .openapi('Why');

const whyRoute = createRoute({
  method: 'get',
  path: '/v1/why',
  summary: "Tell what is unusual in a span of time, against the query's own past",
  description:
    'Compares the kept posts of [from, to), of the last hour by default, with all kept posts before it. Of many posts, up to 4,096 are read, spread over the time.',
  request: { query: whyParams },
  responses: { 200: jsonResponse('What is unusual', whyAnswer), ...readFailures },
});

/** Adds the route that tells what is unusual in a span. */
export function addWhy(routes: Routes, { archive, now, admission }: ReadRouteOptions<'why'>): void {
  routes.get(whyRoute.path, admission.hold('reads'));
  routes.openapi(whyRoute, async (context) => {
    const { query, limit, ...asked } = context.req.valid('query');
    const { from, to } = planOf(asked, now());
    const request = { query: canonical(query), from, to, limit };
    const why = await admission.during('analyses', context, () => archive.why(request));
    return context.json(
      {
        ...{ query: request.query, from, to },
        words: why.words.map(({ term: word, ...rest }) => ({ word, ...figuresOf(rest) })),
        hashtags: why.hashtags.map(({ term: hashtag, ...rest }) => ({ hashtag, ...figuresOf(rest) })),
        ...{ shares: sharesOf(why.shares), usual: sharesOf(why.usual) },
        posts: why.posts.map(postAnswer),
        span: { ...why.span },
        past: { ...why.past, from: why.past.from ?? null },
      },
      200,
    );
  });
}

const figuresOf = ({ count: posts, expected, logOdds }: Omit<UnusualTerm, 'term'>) => ({
  ...{ count: posts, expected: rounded(expected), logOdds: rounded(logOdds) },
});

const sharesOf = ({ positive, negative, neutral }: PolarityShares) => ({
  ...{ positive: rounded(positive), negative: rounded(negative), neutral: rounded(neutral) },
});
