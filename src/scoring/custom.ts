import { catchError, defer, from, map, of } from 'rxjs';
import type { MatchedPost, ScoredPost, Scorer } from '../graph/index.ts';
import { isRecord, polarityIndexOf, sentenceOf, UndertoneError, type Span } from '../model/index.ts';
import { scorePost } from '../sentiment/index.ts';

/** A text to score, as it was posted. */
export interface TextRequest {
  readonly text: string;
  /** The language that the post declares, as a BCP 47 tag. */
  readonly lang?: string | undefined;
  /** For each topic the places of its words: UTF-16 offsets in the text. */
  readonly topics: readonly (readonly Span[])[];
}

/** The score of a text, from -1 (most negative) to 1. */
export interface TextScore {
  readonly compound: number;
  /** The positive, neutral and negative shares of the text, 0 to 1. Default 0. */
  readonly pos?: number;
  readonly neu?: number;
  readonly neg?: number;
  /** The compound of each topic, in their order. Without it, the built-in rules score the topics. */
  readonly topics?: readonly number[];
}

export interface TextScorer {
  /** Returns, or resolves to, one score for each text, in their order; null for a text that it does not score. */
  readonly score: (
    batch: readonly TextRequest[],
  ) => readonly (TextScore | null)[] | Promise<readonly (TextScore | null)[]>;
}

/** A scorer as its author defines it. */
export interface ScorerDefinition {
  readonly name: string;
  /** The primary language subtags that it reads, as in `en`; absent for all. */
  readonly languages?: readonly string[];
  /** Creates the scorer, once per program. */
  readonly create: (options: Readonly<Record<string, unknown>>) => Promise<TextScorer> | TextScorer;
}

export interface CustomScorerOptions {
  /** Called with each batch that failed as a whole. */
  readonly onFailure: (error: UndertoneError, posts: number) => void;
}

/**
 * Creates a scorer that runs somebody else's `TextScorer` in the calling thread. Posts whose score is null or out of
 * range are left out; an error or an answer of the wrong length costs its batch.
 * @example
 * const scorer = createCustomScorer(await definition.create({}), definition, { onFailure: console.error });
 */
export function createCustomScorer(
  scorer: TextScorer,
  { name, languages }: Pick<ScorerDefinition, 'name' | 'languages'>,
  { onFailure }: CustomScorerOptions,
): Scorer {
  const reads = ({ post: { lang } }: MatchedPost): boolean =>
    languages === undefined || lang === undefined || languages.includes(lang.split('-', 1)[0] ?? '');
  return {
    idle$: of(true),
    score: (batch) =>
      defer(() => {
        const posts = batch.filter(reads);
        return from(Promise.resolve(scorer.score(posts.map(requestOf)))).pipe(map((scores) => read(posts, scores)));
      }).pipe(
        catchError((error: unknown) => {
          const sentence = `The scorer ${name} failed: ${sentenceOf(error)}`;
          onFailure(new UndertoneError('scoring_failed', sentence, { cause: error }), batch.length);
          return of<readonly ScoredPost[]>([]);
        }),
      ),
  };
}

function requestOf({ post, matches }: MatchedPost): TextRequest {
  return { text: post.text, lang: post.lang, topics: matches.map(({ spans }) => spans) };
}

/** Reads what a scorer has returned, which its types do not bind. */
function read(posts: readonly MatchedPost[], scores: unknown): readonly ScoredPost[] {
  if (!Array.isArray(scores) || scores.length !== posts.length) {
    throw new Error(`it must return an array of ${posts.length} scores`);
  }
  const values: readonly unknown[] = scores;
  return posts.flatMap((matched, index) => readScore(matched, values[index]));
}

function readScore(matched: MatchedPost, value: unknown): readonly ScoredPost[] {
  if (!isRecord(value)) return [];
  const { compound, pos = 0, neu = 0, neg = 0, topics = builtInTopics(matched) } = value;
  if (!isWithin(compound, -1) || !isWithin(pos, 0) || !isWithin(neu, 0) || !isWithin(neg, 0)) return [];
  if (!Array.isArray(topics)) return [];
  const compounds: readonly unknown[] = topics;
  const scores = compounds.flatMap((each) =>
    isWithin(each, -1) ? [{ compound: each, polarityIndex: polarityIndexOf(each) }] : [],
  );
  if (scores.length !== matched.matches.length) return [];
  return [{ ...matched, score: { compound, pos, neu, neg }, topics: scores }];
}

function builtInTopics({ post, matches }: MatchedPost): readonly number[] {
  return scorePost(
    post.text,
    matches.map(({ spans }) => spans),
  ).topics.map(({ compound }) => compound);
}

const isWithin = (value: unknown, min: number): value is number =>
  typeof value === 'number' && value >= min && value <= 1;
