import type { Span } from '../model/index.ts';
import { scoreByPackage, scorePost, type PostScore } from '../sentiment/index.ts';
import { normalise } from '../text/index.ts';

type PostScorer = (text: string, topics: readonly (readonly Span[])[]) => PostScore;

/** The scorers by name. Topics are always scored by our own rules. */
const scorers: Readonly<Record<string, PostScorer>> = {
  vader: scorePost,
  'vader-sentiment': (text, topics) => ({ ...scorePost(text, topics), score: scoreByPackage(normalise(text)) }),
};

/** The message to a worker: strings and one array of numbers, which are cheap to clone. */
export interface ScoreRequest {
  readonly scorer: string;
  readonly texts: readonly string[];
  /** For each text the number of topics, and for each topic the number of spans followed by their starts and ends. */
  readonly topics: Int32Array;
}

/** Number of figures of a text in a result: compound, pos, neu and neg. All are NaN where the scorer failed. */
export const figuresPerText = 4;

/** Scores a batch and returns one array: for each text its four figures, then the compound of each of its topics. */
export function scoreBatch({ scorer, texts, topics }: ScoreRequest): Float64Array {
  const score = scorers[scorer];
  if (score === undefined) throw new Error(`There is no scorer named ${scorer}.`);
  const answer: number[] = [];
  let at = 0;
  for (const text of texts) {
    const { spans, next } = decodeTopics(topics, at);
    at = next;
    pushFigures(answer, score, { text, spans });
  }
  return Float64Array.from(answer);
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
  return Int32Array.from(flat);
}

function decodeTopics(flat: Int32Array, from: number) {
  let at = from;
  const read = (): number => flat[at++] ?? 0;
  const spans = Array.from({ length: read() }, () =>
    Array.from({ length: read() }, (): Span => ({ start: read(), end: read() })),
  );
  return { spans, next: at };
}

interface ScoreInput {
  readonly text: string;
  readonly spans: readonly (readonly Span[])[];
}

function pushFigures(answer: number[], score: PostScorer, { text, spans }: ScoreInput): void {
  try {
    const { score: whole, topics } = score(text, spans);
    answer.push(whole.compound, whole.pos, whole.neu, whole.neg);
    for (const { compound } of topics) answer.push(compound);
  } catch {
    // A text that makes the scorer fail must not cost the other posts of its batch.
    for (let figure = 0; figure < figuresPerText + spans.length; figure += 1) answer.push(NaN);
  }
}
