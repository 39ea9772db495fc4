import type { Span } from '../model/index.ts';

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
  /** The positive, neutral and negative shares of the text, 0 to 1. Frames leave out those that are absent. */
  readonly pos?: number;
  readonly neu?: number;
  readonly neg?: number;
  /** The compound of each topic, in their order. Without it, `--topics` decides how the topics are scored. */
  readonly topics?: readonly number[];
}

export interface TextScorer {
  /**
   * Returns, or resolves to, one score for each text, in their order; null for a text that it does not score. A value that
   * is NaN or out of range fails its post; an error, or an answer of another shape, fails the batch.
   */
  readonly score: (
    batch: readonly TextRequest[],
  ) => readonly (TextScore | null)[] | Promise<readonly (TextScore | null)[]>;
}

/** A scorer as its author defines it: the default export of a module, or an option of `createServer`. */
export interface ScorerDefinition {
  readonly name: string;
  /** The primary language subtags that it reads, as in `en`; absent for all. Posts in others are not scored. */
  readonly languages?: readonly string[];
  /** Creates the scorer, once in each thread that runs it. The options are those of `--scorer-options`. */
  readonly create: (options: Readonly<Record<string, unknown>>) => Promise<TextScorer> | TextScorer;
}
