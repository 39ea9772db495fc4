/**
 * A scorer of your own: the share of cheerful and gloomy emoji. A scorer that asks a model looks the same, since `create`
 * and `score` may be asynchronous.
 *
 * `createServer({ scorer: emojiScorer })` runs it in the main thread.
 */
import type { ScorerDefinition, TextRequest, TextScore } from 'undertone';

const cheerful = /[😀-😆😊😍🥰🎉👍]/gu;
const gloomy = /[😞😠-😡😢😭👎💔]/gu;

export const emojiScorer: ScorerDefinition = {
  name: 'emoji',
  // Emoji need no language. `['en']` would leave out posts that declare another one.
  create: () => ({ score: (batch) => batch.map(scoreOf) }),
};

/** Returns the score of a text, or null when it has no emoji: then the post is delivered as not scored, and counts in no mean. */
function scoreOf({ text, topics }: TextRequest): TextScore | null {
  const ups = text.match(cheerful)?.length ?? 0;
  const downs = text.match(gloomy)?.length ?? 0;
  if (ups + downs === 0) return null;
  const compound = (ups - downs) / (ups + downs);
  // One number for each topic, in their order. Without `topics`, the built-in rules score the words of the query.
  return { compound, topics: topics.map(() => compound) };
}
