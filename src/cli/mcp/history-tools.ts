import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { isRecord, recordList, type JsonObject } from '../../model/index.ts';
import type { ServerPlace } from '../live/server-api.ts';
import {
  annotations,
  answerOf,
  gapsIn,
  instant,
  instantParam,
  isoOf,
  numberIn,
  provenance,
  query,
  readSources,
} from './answer.ts';
import { ask, type Params } from './ask.ts';

const maxQueries = 10;
const hourMs = 3_600_000;
/** The buckets of an answer whose step is not given, about; and the most. */
const usualBuckets = 24;
const maxBuckets = 200;
const bucketStepMs = 10_000;
const maxRanked = 5;

const from = instant('The start of the range; an hour before its end by default');
const to = instant('The end of the range, excluded; now by default');

const figures = {
  posts: z.number(),
  ...{ positive: z.number(), negative: z.number(), neutral: z.number(), unscored: z.number() },
  meanCompound: z.number().describe('-1 to 1'),
  meanTopicCompound: z.number().describe("Toward the query's own words, -1 to 1"),
  tracked: z.number().describe('The share of that time in which the query was tracked while a source was live, 0 to 1'),
};

const bucket = z.object({
  at: z.string().describe('Its start'),
  ...figures,
  hashtags: z.record(z.string(), z.number()),
  words: z.record(z.string(), z.number()),
});

type Figures = z.output<z.ZodObject<typeof figures>>;

/** Reads the history of a query, in the server's steps or the given one. Throws as `ask` does. */
export const readHistory = (place: ServerPlace, params: Params): Promise<JsonObject> =>
  ask(place, 'v1/history', params);

/** Adds the tools that read buckets of time. */
export function addHistoryTools(server: McpServer, place: ServerPlace): void {
  addHistory(server, place);
  addCompare(server, place);
}

function addHistory(server: McpServer, place: ServerPlace): void {
  server.registerTool(
    'history',
    {
      title: 'Read the history of a query',
      description: 'Returns the posts and the sentiment on a query over time, in buckets, and in all',
      inputSchema: z.object({
        ...{ query, from, to },
        step: z
          .number()
          .optional()
          .describe(
            `The length of a bucket in ms, a multiple of ${bucketStepMs}; by default a ${usualBuckets}th of the range`,
          ),
      }),
      outputSchema: z.object({
        query: z.string(),
        step: z.number(),
        total: z.object(figures),
        buckets: z.array(bucket).describe('Time in which the query was not tracked has no buckets'),
        ...provenance,
      }),
      annotations,
    },
    async ({ query: asked, from: begin, to: end, step }) => {
      const range = rangeOf({ from: begin, to: end });
      const params = { query: asked, ...range, step: String(step ?? stepOf(range)) };
      const [history, sources] = await Promise.all([readHistory(place, params), readSources(place)]);
      const buckets = recordList(history['buckets']);
      return answerOf({
        query: String(history['query']),
        step: numberIn(history, 'step'),
        total: totalOf(history),
        buckets: buckets.slice(-maxBuckets).map(bucketOf),
        ...{ sources, gaps: gapsIn(history) },
      });
    },
  );
}

function addCompare(server: McpServer, place: ServerPlace): void {
  server.registerTool(
    'compare',
    {
      title: 'Compare queries',
      description: 'Returns the posts and the sentiment on several queries over the same time',
      inputSchema: z.object({
        queries: z.array(z.string()).min(1).max(maxQueries).describe(`The queries, at most ${maxQueries}`),
        ...{ from, to },
      }),
      outputSchema: z.object({
        ...{ from: z.string(), to: z.string() },
        queries: z.array(z.object({ query: z.string(), ...figures })),
        ...provenance,
      }),
      annotations,
    },
    async ({ queries, from: begin, to: end }) => {
      const range = rangeOf({ from: begin, to: end });
      const step = String(stepOf(range));
      const reads = queries.map((each) => readHistory(place, { query: each, ...range, step }));
      const [sources, ...histories] = await Promise.all([readSources(place), ...reads]);
      const [first = {}] = histories;
      return answerOf({
        ...{ from: isoOf(first['from']) ?? '', to: isoOf(first['to']) ?? '' },
        queries: histories.map((history) => ({ query: String(history['query']), ...totalOf(history) })),
        ...{ sources, gaps: gapsIn(first) },
      });
    },
  );
}

interface Range {
  readonly from: string;
  readonly to: string;
}

/** Returns the range that is asked for; times that can't be ones are the server's to refuse. */
function rangeOf(asked: {
  readonly from: number | string | undefined;
  readonly to: number | string | undefined;
}): Range {
  const end = instantParam('to', asked.to) ?? String(Date.now());
  return { from: instantParam('from', asked.from) ?? String(Math.max(0, Number(end) - hourMs)), to: end };
}

function stepOf({ from: begin, to: end }: Range): number {
  const steps = Math.ceil((Number(end) - Number(begin)) / usualBuckets / bucketStepMs);
  return bucketStepMs * Math.max(1, Number.isFinite(steps) ? steps : 1);
}

function bucketOf(found: JsonObject): z.output<typeof bucket> {
  return {
    ...{ at: isoOf(found['at']) ?? '', ...figuresOf(found) },
    ...{ hashtags: topOf(found['hashtags']), words: topOf(found['words']) },
  };
}

function figuresOf(found: JsonObject): Figures {
  return {
    posts: numberIn(found, 'posts'),
    positive: numberIn(found, 'positive'),
    negative: numberIn(found, 'negative'),
    neutral: numberIn(found, 'neutral'),
    unscored: numberIn(found, 'unscored'),
    meanCompound: numberIn(found, 'meanCompound'),
    meanTopicCompound: numberIn(found, 'meanTopicCompound'),
    tracked: numberIn(found, 'tracked'),
  };
}

/** Adds the buckets of a history up; means are weighted by the posts that have a score. */
function totalOf(history: JsonObject): Figures {
  const buckets = recordList(history['buckets']).map(figuresOf);
  const sum = (valueOf: (figures: Figures) => number): number => buckets.reduce((all, each) => all + valueOf(each), 0);
  const scored = sum(({ posts, unscored }) => posts - unscored);
  const mean = (valueOf: (figures: Figures) => number): number =>
    scored === 0 ? 0 : rounded(sum((each) => valueOf(each) * (each.posts - each.unscored)) / scored);
  const slots = (numberIn(history, 'to') - numberIn(history, 'from')) / numberIn(history, 'step');
  return {
    posts: sum(({ posts }) => posts),
    positive: sum(({ positive }) => positive),
    negative: sum(({ negative }) => negative),
    neutral: sum(({ neutral }) => neutral),
    unscored: sum(({ unscored }) => unscored),
    meanCompound: mean(({ meanCompound }) => meanCompound),
    meanTopicCompound: mean(({ meanTopicCompound }) => meanTopicCompound),
    // Buckets that are left out were not tracked.
    tracked: slots > 0 ? Math.min(1, rounded(sum(({ tracked }) => tracked) / slots)) : 0,
  };
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

function topOf(counts: unknown): Record<string, number> {
  const entries = Object.entries(isRecord(counts) ? counts : {}).map(([name, count]) => [name, Number(count)] as const);
  return Object.fromEntries(entries.toSorted((a, b) => b[1] - a[1]).slice(0, maxRanked));
}
