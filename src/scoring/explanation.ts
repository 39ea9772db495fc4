import type { Post } from '../model/index.ts';
import { createMatcher, parseQuery } from '../query/index.ts';
import { explain, explainPostTopic, type Explanation, type TopicExplanation } from '../sentiment/index.ts';
import { normalise, tokenise } from '../text/index.ts';

/** The explanation of a text's score, and of the part that concerns a query. */
interface PostExplanation extends Explanation {
  /** The text after normalisation, to which the offsets refer. */
  readonly text: string;
  /** Absent without a query; null if the query does not match the text. */
  readonly topic?: TopicExplanation | null;
}

/** The message to a worker. */
export interface ExplainRequest {
  readonly text: string;
  /** A valid query. */
  readonly topic: string | undefined;
}

/**
 * Explains the score of a text, and of the part that concerns a topic if one is given, which is a valid query. Resolves
 * with a `PostExplanation` as JSON.
 */
export type Explain = (text: string, topic: string | undefined) => Promise<string>;

/** Returns an explanation as JSON, so that only the thread that makes it spends time on it. */
export function explainText({ text, topic }: ExplainRequest): string {
  return JSON.stringify(explainPost(text, topic));
}

/** Explains in the calling thread. */
export const explainInline: Explain = (text, topic) => Promise.resolve(explainText({ text, topic }));

/**
 * Explains the score of a text as `score --explain` does.
 * @throws UndertoneError `bad_query` for the query.
 */
function explainPost(text: string, spelling: string | undefined): PostExplanation {
  const scored = normalise(text);
  const explained = { text: scored, ...explain(scored) };
  return spelling === undefined ? explained : { ...explained, topic: topicOf(text, spelling) };
}

function topicOf(text: string, spelling: string): TopicExplanation | null {
  const matcher = createMatcher();
  matcher.add(parseQuery(spelling));
  const post: Post = { id: '', source: '', text, at: 0 };
  const [match] = matcher.match(post, tokenise(text));
  return match === undefined ? null : explainPostTopic(text, match.spans);
}
