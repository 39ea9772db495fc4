import type { Span } from '../model/index.ts';
import { scoreByPackage, scorePost, type PostScore } from '../sentiment/index.ts';
import { normalise } from '../text/index.ts';

type PostScorer = (text: string, topics: readonly (readonly Span[])[]) => PostScore;

/** The scorers that can be chosen by name. Topics are scored by our own rules in any case. */
const scorers: Readonly<Record<string, PostScorer>> = {
  vader: scorePost,
  'vader-sentiment': (text, topics) => ({ ...scorePost(text, topics), score: scoreByPackage(normalise(text)) }),
};

/** What a worker is sent: strings and one array of numbers, which are cheap to clone. */
export interface ScoreRequest {
  readonly scorer: string;
  readonly texts: readonly string[];
  /** For each text: how many topics, and for each of those how many spans, then their starts and ends. */
  readonly topics: Int32Array;
}

/** Figures of a post in an answer: compound, pos, neu, neg; NaN in all four where the scorer failed. */
export const figuresPerText = 4;

/** The figures of all texts in one array: for each text its four, then the compound of each of its topics. */
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

/** The topics of every post, flat. */
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
  const next_ = (): number => flat[at++] ?? 0;
  const spans = Array.from({ length: next_() }, () =>
    Array.from({ length: next_() }, (): Span => ({ start: next_(), end: next_() })),
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
    // One text that a scorer chokes on costs no other post of its batch.
    for (let figure = 0; figure < figuresPerText + spans.length; figure += 1) answer.push(NaN);
  }
}
