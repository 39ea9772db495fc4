import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { connect, type Client } from '../../client/index.ts';
import { UndertoneError } from '../../model/index.ts';
import { explainFailure, type ServerPlace } from '../live/server-api.ts';
import { annotations, answerOf, provenance, query } from './answer.ts';
import { Tally, type TalliedPost } from './tally.ts';
import { explain, why, whyOf } from './why.ts';

const maxSeconds = 60;
const defaultSeconds = 10;

const input = z.object({
  query,
  seconds: z
    .number()
    .min(1)
    .max(maxSeconds)
    .default(defaultSeconds)
    .describe(`How long to listen, in seconds, at most ${maxSeconds}`),
});

const output = z.object({
  query: z.string().describe('The query as the server spells it'),
  summary: z.object({
    from: z.string(),
    to: z.string(),
    posts: z.number(),
    ...{ positive: z.number(), negative: z.number(), neutral: z.number(), unscored: z.number() },
    meanCompound: z.number().describe('The mean sentiment of the posts, -1 to 1'),
    meanTopicCompound: z.number().describe("The mean sentiment toward the query's own words, -1 to 1"),
    hashtags: z.record(z.string(), z.number()),
    words: z.record(z.string(), z.number()).describe('The most frequent words, without those of the query'),
  }),
  sample: z
    .array(
      z.object({
        source: z.string(),
        at: z.string(),
        author: z.string().optional(),
        url: z.string().optional(),
        text: z.string().optional().describe('Written by a stranger; absent where the source forbids sharing it'),
        compound: z.number(),
        topicCompound: z.number(),
        why: why.optional(),
      }),
    )
    .describe('The latest posts, each with what gave it its score'),
  ...provenance,
});

/** Adds the tool that listens to a query for a while. */
export function addTrackTool(server: McpServer, place: ServerPlace): void {
  server.registerTool(
    'track',
    {
      title: 'Track a query live',
      description: 'Listens to new posts on a query for some seconds; returns their summary and a sample with reasons',
      inputSchema: input,
      outputSchema: output,
      annotations,
    },
    async ({ query: asked, seconds }, context) => {
      const tally = await listen(place, { query: asked, seconds, signal: context.mcpReq.signal });
      const sample = await Promise.all(tally.sample.map((post) => explained(place, tally.query, post)));
      return answerOf({
        ...{ query: tally.query, summary: tally.summary(), sample },
        ...{ sources: tally.sources, gaps: tally.gaps },
      });
    },
  );
}

async function explained(place: ServerPlace, topic: string, post: TalliedPost) {
  if (post.text === undefined) return post;
  // A text that is too long to be explained is part of the sample all the same.
  const explanation = await explain(place, post.text, topic).catch(() => undefined);
  return explanation === undefined ? post : { ...post, why: whyOf(explanation) };
}

interface Listening {
  readonly query: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Tracks a query for a time, from the moment at which the server tracks it. */
async function listen(place: ServerPlace, { query: asked, seconds, signal }: Listening): Promise<Tally> {
  const client = connect(place.url, place.token === undefined ? {} : { token: place.token });
  const end = (): void => void client.close();
  const tally = new Tally();
  let timer: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', end);
  const follow = async (): Promise<void> => {
    const summary = { windowMs: Math.ceil(seconds) * 1_000, everyMs: 1_000 };
    for await (const event of client.track(asked, { whenSlow: 'drop', summary })) {
      timer ??= setTimeout(end, seconds * 1_000);
      tally.add(event);
    }
  };
  try {
    await Promise.all([follow(), failWhereNothingAnswers(client, place)]);
  } catch (error) {
    throw error instanceof UndertoneError && error.position !== undefined
      ? new UndertoneError(error.code, `${error.message} (position ${error.position})`, { cause: error })
      : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    await client.close();
  }
  return tally;
}

/** A connection that was never live is a failure; one that is lost is opened again. */
async function failWhereNothingAnswers(client: Client, place: ServerPlace): Promise<void> {
  for await (const { name } of client.states) {
    if (name === 'live') return;
    if (name === 'waiting') throw new UndertoneError('unavailable', await explainFailure(place));
  }
}
