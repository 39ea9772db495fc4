import { z } from 'zod';
import { isRecord, recordList, type JsonObject } from '../../model/index.ts';
import type { ServerPlace } from '../live/server-api.ts';
import { numberIn } from './answer.ts';
import { send } from './ask.ts';

/** The most words and reasons that are named. */
const maxNamed = 5;

export const why = z.object({
  words: z.array(z.object({ word: z.string(), valence: z.number() })).describe('The words that count most'),
  topic: z
    .array(z.object({ word: z.string(), because: z.string(), counts: z.number() }))
    .describe('The words that count for the topic: each … of the topic'),
});

/** Asks the server why a text, and a topic in it, have their scores. Throws as `ask` does. */
export function explain(place: ServerPlace, text: string, topic: string | undefined): Promise<JsonObject> {
  return send(place, 'v1/explain', { text, ...(topic !== undefined && { topic }) });
}

/** Returns the reasons that weigh most in an explanation; none where the scorer gives none. */
export function whyOf(explanation: JsonObject): z.output<typeof why> {
  const { words, topic } = explanation;
  const reasons = isRecord(topic) ? topic['reasons'] : undefined;
  return {
    words: strongest(
      recordList(words).map((each) => ({ word: String(each['word']), valence: numberIn(each, 'valence') })),
      ({ valence }) => valence,
    ),
    topic: strongest(
      recordList(reasons).map((each) => ({
        ...{ word: String(each['word']), because: String(each['says']), counts: numberIn(each, 'counts') },
      })),
      ({ counts }) => counts,
    ),
  };
}

function strongest<T>(items: readonly T[], weightOf: (item: T) => number): T[] {
  return items
    .filter((item) => weightOf(item) !== 0)
    .toSorted((a, b) => Math.abs(weightOf(b)) - Math.abs(weightOf(a)))
    .slice(0, maxNamed);
}
