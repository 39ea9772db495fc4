import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { isRecord, recordList } from '../../model/index.ts';
import type { ServerPlace } from '../live/server-api.ts';
import {
  annotations,
  answerOf,
  gapsIn,
  instant,
  instantParam,
  numberIn,
  provenance,
  query,
  readSources,
} from './answer.ts';
import { ask } from './ask.ts';
import { addHistoryTools, readHistory } from './history-tools.ts';
import { readPosts, storedPost } from './posts.ts';
import { explain, why, whyOf } from './why.ts';

const maxPosts = 50;
const defaultPosts = 10;
const minuteMs = 60_000;

/** Adds the tools that read what the server has. */
export function addReadTools(server: McpServer, place: ServerPlace): void {
  addHistoryTools(server, place);
  addPosts(server, place);
  addExplain(server, place);
  addQueries(server, place);
}

function addPosts(server: McpServer, place: ServerPlace): void {
  server.registerTool(
    'posts',
    {
      title: 'Read recent posts',
      description: 'Returns recent scored posts on a query that is or was tracked, newest first',
      inputSchema: z.object({
        query,
        limit: z
          .number()
          .int()
          .min(1)
          .max(maxPosts)
          .default(defaultPosts)
          .describe(`The most posts to return, at most ${maxPosts}`),
        before: instant('Only posts older than this time'),
      }),
      outputSchema: z.object({ posts: z.array(storedPost), ...provenance }),
      annotations,
    },
    async ({ query: asked, limit, before }) => {
      const params = { query: asked, limit: String(limit), before: instantParam('before', before) };
      const [posts, sources] = await Promise.all([readPosts(place, params), readSources(place)]);
      const [oldest] = posts.toReversed();
      // The gaps of the time that the posts span.
      const span =
        oldest === undefined ? undefined : { query: asked, from: instantParam('from', oldest.at), to: params.before };
      const gaps = span === undefined ? [] : gapsIn(await readHistory(place, span));
      return answerOf({ posts, sources, gaps });
    },
  );
}

function addExplain(server: McpServer, place: ServerPlace): void {
  server.registerTool(
    'explain',
    {
      title: 'Explain a score',
      description: 'Scores a text, and a topic in it if one is given, and returns what gave it that score',
      inputSchema: z.object({
        text: z.string().describe('The text as it was posted'),
        topic: z.string().optional().describe('A query whose words are the topic, as in: pizza'),
      }),
      outputSchema: z.object({
        compound: z.number(),
        topicCompound: z.number().nullable().describe('Null where no topic is given, or the text is not on it'),
        why,
        ...provenance,
      }),
      annotations,
    },
    async ({ text, topic }) => {
      const [explanation, sources] = await Promise.all([explain(place, text, topic), readSources(place)]);
      const { score, topic: onTopic } = explanation;
      const topicScore = isRecord(onTopic) ? onTopic['score'] : undefined;
      return answerOf({
        compound: isRecord(score) ? numberIn(score, 'compound') : 0,
        topicCompound: isRecord(topicScore) ? numberIn(topicScore, 'compound') : null,
        why: whyOf(explanation),
        ...{ sources, gaps: [] },
      });
    },
  );
}

function addQueries(server: McpServer, place: ServerPlace): void {
  server.registerTool(
    'queries',
    {
      title: 'List the tracked queries',
      description: 'Lists the queries that are tracked now, with their sessions and posts per second',
      outputSchema: z.object({
        queries: z.array(z.object({ query: z.string(), sessions: z.number(), ratePerSecond: z.number() })),
        ...provenance,
      }),
      annotations,
    },
    async () => {
      const [body, sources] = await Promise.all([ask(place, 'v1/queries'), readSources(place)]);
      const queries = recordList(body['queries']).map((each) => ({
        query: String(each['query']),
        sessions: numberIn(each, 'sessions'),
        ratePerSecond: numberIn(each, 'ratePerSecond'),
      }));
      const [first] = queries;
      // The rates are those of the last minute.
      const span = first && { query: first.query, from: String(Date.now() - minuteMs), to: undefined };
      const gaps = span === undefined ? [] : gapsIn(await readHistory(place, span));
      return answerOf({ queries: queries.slice(0, maxPosts), sources, gaps });
    },
  );
}
