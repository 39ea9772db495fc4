import type { Post } from '../../model/index.ts';
import { createMatcher, parseQuery } from '../../query/index.ts';
import { explain, explainPostTopic, type Explanation, type TopicExplanation } from '../../sentiment/index.ts';
import { normalise, tokenise } from '../../text/index.ts';

/** The longest text that is explained, in UTF-16 units: an explanation is many times as long as its text. */
export const maxExplainedLength = 10_000;

/** The explanation of a text's score, and of the part that concerns a query. */
export interface PostExplanation extends Explanation {
  /** The text after normalisation, to which the offsets refer. */
  readonly text: string;
  /** Absent without a query; null if the query does not match the text. */
  readonly topic?: TopicExplanation | null;
}

/**
 * Explains the score of a text as `score --explain` does.
 * @throws UndertoneError `bad_query` for the query.
 */
export function explainPost(text: string, spelling: string | undefined): PostExplanation {
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
