import { noScore, polarityIndexOf, type Score, type Span, type TopicScore } from '../model/index.ts';
import { encodeTopics, figuresPerText, notScored, type ScoreRequest } from './score-batch.ts';

/** A scorer of batches, with its name for sentences. */
export interface NamedScorer {
  readonly name: string;
  /** May throw or reject, which costs the batch. */
  readonly score: (request: ScoreRequest) => Float64Array | Promise<Float64Array>;
}

/** The score of one text, and of one topic in it. */
export interface OneScore {
  readonly score: Score;
  /** False when the scorer gave no score. */
  readonly scored?: false;
  /** Absent where no topic was given. */
  readonly topic?: TopicScore;
}

/**
 * Scores one text, and the topic whose words have these places in it, if any.
 * @throws RangeError when the scorer gives a value that is out of range; whatever the scorer throws.
 * @example
 * (await scoreOne(engine, 'I love pizza', [{ start: 7, end: 12 }])).topic?.polarityIndex // 0
 */
export async function scoreOne(engine: NamedScorer, text: string, topic?: readonly Span[]): Promise<OneScore> {
  const topics = encodeTopics([topic === undefined ? [] : [topic]]);
  const figures = await engine.score({ texts: [text], topics });
  const [compound = NaN, pos, neu, neg] = figures;
  if (Number.isNaN(compound)) throw new RangeError(`The scorer ${engine.name} gave a value that is out of range.`);
  const isScored = compound !== notScored;
  const about = figures[figuresPerText];
  return {
    score: isScored ? { compound, pos: shareOf(pos), neu: shareOf(neu), neg: shareOf(neg) } : noScore,
    ...(!isScored && { scored: false }),
    ...(about !== undefined && { topic: { compound: about, polarityIndex: polarityIndexOf(about) } }),
  };
}

/** Returns a share; undefined for one that the scorer did not give. */
export const shareOf = (figure: number | undefined): number | undefined => (Number.isNaN(figure) ? undefined : figure);
