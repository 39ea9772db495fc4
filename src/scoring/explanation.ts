import type { Post, Score, Span, TopicScore } from '../model/index.ts';
import { createMatcher, parseQuery } from '../query/index.ts';
import {
  explain,
  explainLearned,
  explainPostTopic,
  explainTopicLearned,
  type Explanation,
  type LearnedTextExplanation,
  type LearnedTopic,
  type TopicExplanation,
} from '../sentiment/index.ts';
import { normalise, tokenise } from '../text/index.ts';
import { scoreOne, type NamedScorer } from './score-one.ts';
import type { TopicMethod } from './settings.ts';

/** The explanation of a text's score, and of the part that concerns a query. */
interface PostExplanation extends Explanation, Partial<Pick<LearnedTextExplanation, 'learned'>> {
  /** The text after normalisation, to which the offsets refer. */
  readonly text: string;
  /** Absent without a query; null if the query does not match the text. */
  readonly topic?: TopicExplanation | LearnedTopic | null;
}

/** The explanation of a score whose scorer gives no reasons. */
interface NamedExplanation {
  readonly text: string;
  /** The name of the scorer. */
  readonly scorer: string;
  readonly score: Score;
  readonly scored?: false;
  readonly topic?: { readonly score: TopicScore } | null;
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

/** The methods by which a score is explained. */
export interface ExplainedBy {
  /** Whether the whole text is scored by the learned model. */
  readonly isLearned: boolean;
  readonly topics: TopicMethod;
}

const byVader: ExplainedBy = { isLearned: false, topics: 'rules' };

/** Returns an explanation as JSON, so that only the thread that makes it spends time on it. */
export function explainText({ text, topic }: ExplainRequest, by: ExplainedBy = byVader): string {
  return JSON.stringify(explainPost(text, topic, by));
}

/** Explains in the calling thread. */
export const explainInline: Explain = (text, topic) => Promise.resolve(explainText({ text, topic }));

/**
 * Explains the score of a text as `score --explain` does.
 * @throws UndertoneError `bad_query` for the query.
 */
function explainPost(text: string, spelling: string | undefined, { isLearned, topics }: ExplainedBy): PostExplanation {
  const scored = normalise(text);
  const explained = { text: scored, ...(isLearned ? explainLearned(scored) : explain(scored)) };
  if (spelling === undefined) return explained;
  const spans = spansOf(text, spelling);
  return { ...explained, topic: spans === undefined ? null : explainTopicBy(topics, text, spans) };
}

function explainTopicBy(method: TopicMethod, text: string, spans: readonly Span[]): TopicExplanation | LearnedTopic {
  return method === 'learned' && spans.length > 0 ? explainTopicLearned(text, spans) : explainPostTopic(text, spans);
}

/** Returns the places of a query's words in a text; undefined when it does not match. */
function spansOf(text: string, spelling: string): readonly Span[] | undefined {
  const matcher = createMatcher();
  matcher.add(parseQuery(spelling));
  const post: Post = { id: '', source: '', text, at: 0 };
  return matcher.match(post, tokenise(text))[0]?.spans;
}

/** Returns what is known of a score whose scorer does not explain it, as JSON: the name of the scorer and the figures. */
export async function explainByName({ text, topic }: ExplainRequest, engine: NamedScorer): Promise<string> {
  const spans = topic === undefined ? undefined : spansOf(text, topic);
  const { topic: about, ...scored } = await scoreOne(engine, text, spans);
  const found = about === undefined ? null : { score: about };
  const explained: NamedExplanation = {
    text,
    scorer: engine.name,
    ...scored,
    ...(topic !== undefined && { topic: found }),
  };
  return JSON.stringify(explained);
}
