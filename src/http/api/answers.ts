import { z } from '@hono/zod-openapi';
import type { TrackedQuery } from '../../graph/index.ts';
import { polarityIndexOf, type Bucket, type StoredPost } from '../../model/index.ts';

/* The answers of the API: their schemas, and how they are made from what the store returns. */

export const instant = z.int().openapi({ description: 'Epoch ms' });
const compound = z.number().min(-1).max(1);
export const share = z.number().min(0).max(1);
const polarityIndex = z
  .union([z.literal(0), z.literal(1), z.literal(2)])
  .openapi({ description: '0 positive, 1 negative, 2 neutral' });
const count = z.int().min(0);
const counts = z.record(z.string(), count);
const strings = z.array(z.string()).readonly().optional();
const string = z.string().optional();

const errorAnswer = z
  .strictObject({ error: z.strictObject({ code: z.string(), message: z.string(), position: count.optional() }) })
  .openapi('Error');

/** Describes a response whose body is JSON. */
export const jsonResponse = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

/** Describes a response that is an error. */
export const errorResponse = (description: string) => jsonResponse(description, errorAnswer);

/** Describes a 429. */
export const tooManyResponse = (description: string) => ({
  ...errorResponse(description),
  headers: z.object({
    'Retry-After': z.string().openapi({ description: 'The seconds after which to try again', example: '1' }),
  }),
});

/** The failures of routes that read the store. */
export const readFailures = {
  400: errorResponse('A parameter or the query is not valid'),
  429: tooManyResponse('Too many of these requests are in progress'),
  503: errorResponse('The store cannot be read at the moment'),
} as const;

export const queriesAnswer = z
  .strictObject({
    queries: z.array(
      z.strictObject({
        query: z.string().openapi({ description: 'The query in its canonical form' }),
        sessions: count,
        ratePerSecond: z
          .number()
          .min(0)
          .openapi({ description: 'Posts per second that match the query, over the last minute' }),
      }),
    ),
  })
  .openapi('Queries');

export const historyAnswer = z
  .strictObject({
    query: z.string().openapi({ description: 'The query in its canonical form' }),
    from: instant,
    to: instant,
    step: z.int().openapi({ description: 'The length of a bucket, in ms' }),
    gaps: z
      .array(
        z.strictObject({
          source: z.string(),
          from: instant,
          to: instant.nullable().openapi({ description: 'Epoch ms; null while the gap is open' }),
          cause: z.string().openapi({ description: 'A sentence' }),
          filled: z
            .enum(['full', 'partial', 'none'])
            .openapi({ description: 'The part of the missed posts that arrived later' }),
        }),
      )
      .openapi({ description: 'Spans in which posts of a source may be missing, in the order of time' }),
    buckets: z
      .array(
        z.strictObject({
          at: instant.openapi({ description: 'The start of the bucket, epoch ms' }),
          posts: count,
          positive: count,
          negative: count,
          neutral: count,
          unscored: count.openapi({
            description: 'The posts without a score, which are in no mean and of no polarity',
          }),
          meanCompound: compound,
          meanTopicCompound: compound,
          spreadCompound: share.openapi({ description: 'The standard deviation of the compounds' }),
          hashtags: counts.openapi({ description: 'The ten most frequent hashtags' }),
          words: counts.openapi({
            description:
              "The ten most frequent words, without stop words and the query's own words, by the number of posts",
          }),
          tracked: share.openapi({
            description: 'The share of the bucket in which the query was tracked while a source was live',
          }),
        }),
      )
      .openapi({
        description:
          'The buckets in the order of time. A covered bucket without posts has zeros; a bucket with neither posts nor coverage is left out',
      }),
  })
  .openapi('History');

export const scoredPost = z
  .strictObject({
    id: z.string(),
    source: z.string(),
    at: instant,
    text: string.openapi({ description: 'The text of the post; absent where only its id may be stored' }),
    createdAt: string,
    lang: string,
    author: string,
    mentions: strings,
    links: strings,
    repost: z.boolean().optional(),
    reply: z.boolean().optional(),
    url: string,
    compound,
    pos: share.optional().openapi({ description: 'Absent, like `neu` and `neg`, where the scorer gives none' }),
    neu: share.optional(),
    neg: share.optional(),
    polarityIndex,
    scored: z.literal(false).optional().openapi({ description: 'False for a post without a score; else absent' }),
    hashtags: counts.openapi({ description: 'How often each hashtag occurs' }),
    topic: z
      .strictObject({ compound, polarityIndex })
      .openapi({ description: "The sentiment of the query's own words in the post" }),
  })
  .openapi('ScoredPost');

export const postsAnswer = z
  .strictObject({
    posts: z.array(scoredPost),
    next: string.openapi({ description: 'The `cursor` that continues; absent when there is nothing more' }),
  })
  .openapi('Posts');

/** Makes the answer for a stored post. */
export function postAnswer({ post, score, scored, topic, hashtags }: StoredPost) {
  const { compound: whole, pos, neu, neg } = score;
  return { ...post, compound: whole, pos, neu, neg, polarityIndex: polarityIndexOf(whole), scored, hashtags, topic };
}

/** Makes the answer for a tracked query. */
export function queryAnswer({ query, sessions, ratePerSecond }: TrackedQuery) {
  return { query, sessions, ratePerSecond: Math.round(ratePerSecond * 1e3) / 1e3 };
}

/** The most hashtags, and the most words, listed for a bucket. */
const maxRanked = 10;

/** Makes the answer for a bucket: its sums as means. */
export function bucketAnswer(bucket: Bucket) {
  const { at, posts, positive, negative, neutral, unscored, compoundSum, compoundSquares, topicCompoundSum } = bucket;
  const scored = posts - unscored;
  const variance = scored === 0 ? 0 : compoundSquares / scored - (compoundSum / scored) ** 2;
  return {
    at,
    posts,
    positive,
    negative,
    neutral,
    unscored,
    meanCompound: mean(compoundSum, scored),
    meanTopicCompound: mean(topicCompoundSum, scored),
    spreadCompound: mean(Math.sqrt(Math.min(1, Math.max(0, variance))), 1),
    hashtags: Object.fromEntries(bucket.hashtags.slice(0, maxRanked)),
    words: Object.fromEntries(bucket.words.slice(0, maxRanked)),
    tracked: Math.round(bucket.tracked * 1e4) / 1e4,
  };
}

/** Returns a mean rounded to the digits of a compound and two more. */
const mean = (sum: number, posts: number): number => (posts === 0 ? 0 : rounded(sum / posts));

/** Returns a figure with six decimals. */
export const rounded = (figure: number): number => Math.round(figure * 1e6) / 1e6;
