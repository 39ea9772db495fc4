import type { Score, Span } from '../model/index.ts';

/** The message to a worker: strings and one array of numbers, which are cheap to clone. */
export interface ScoreRequest {
  readonly texts: readonly string[];
  /** For each text the number of topics, and for each topic the number of spans followed by their starts and ends. */
  readonly topics: Int32Array;
  /** The declared languages of the texts; absent where the scorer reads all. */
  readonly langs?: readonly (string | undefined)[];
}

/**
 * Number of figures of a text in a result, before the compounds of its topics: compound, pos, neu and neg. The compound is
 * NaN where the scorer failed, and Infinity where it gave no score; a share is NaN where it gave none.
 */
export const figuresPerText = 4;

/** Stands for the compound of a text without a score. */
export const notScored = Infinity;

/** Returns the score of a text and the compounds of its topics; undefined for a text without a score. May throw. */
export type ScoreText = (text: string, topics: readonly (readonly Span[])[]) => ScoredText | undefined;

export interface ScoredText {
  readonly score: Score;
  readonly topics: readonly { readonly compound: number }[];
}

/** Scores a batch and returns one array: for each text its four figures, then the compound of each of its topics. */
export function scoreBatch({ texts, topics }: ScoreRequest, score: ScoreText): Float64Array {
  const answer: number[] = [];
  let at = 0;
  for (const text of texts) {
    const { spans, next } = decodeTopics(topics, at);
    at = next;
    try {
      pushScore(answer, score(text, spans), spans.length);
    } catch {
      // A text that makes the scorer fail must not cost the other posts of its batch.
      pushFailure(answer, spans.length);
    }
  }
  return new Float64Array(answer);
}

/** Adds the figures of a text with so many topics. */
export function pushScore(answer: number[], scored: ScoredText | undefined, topics: number): void {
  if (scored === undefined) {
    answer.push(notScored, NaN, NaN, NaN);
    for (let topic = 0; topic < topics; topic += 1) answer.push(0);
    return;
  }
  const { compound, pos = NaN, neu = NaN, neg = NaN } = scored.score;
  answer.push(compound, pos, neu, neg);
  for (const topic of scored.topics) answer.push(topic.compound);
}

/** Adds the figures of a text that could not be scored. */
export function pushFailure(answer: number[], topics: number): void {
  for (let figure = 0; figure < figuresPerText + topics; figure += 1) answer.push(NaN);
}

/** Encodes the topics of all posts as one array. */
export function encodeTopics(posts: readonly (readonly (readonly Span[])[])[]): Int32Array {
  const flat: number[] = [];
  for (const topics of posts) {
    flat.push(topics.length);
    for (const spans of topics) {
      flat.push(spans.length);
      for (const { start, end } of spans) flat.push(start, end);
    }
  }
  return new Int32Array(flat);
}

/** Decodes the topics of the text whose encoding begins at an index; `next` is where that of the next text begins. */
export function decodeTopics(flat: Int32Array, from: number) {
  const topics: Span[][] = [];
  let at = from + 1;
  for (let topic = flat[from] ?? 0; topic > 0; topic--) {
    const spans: Span[] = [];
    const end = at + 1 + 2 * (flat[at] ?? 0);
    for (at++; at < end; at += 2) spans.push({ start: flat[at] ?? 0, end: flat[at + 1] ?? 0 });
    topics.push(spans);
  }
  return { spans: topics, next: at };
}
