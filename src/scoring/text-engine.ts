import { isRecord } from '../model/index.ts';
import type { ScorerDefinition, TextRequest, TextScorer } from './definition.ts';
import { decodeTopics, pushFailure, pushScore, type ScoredText, type ScoreRequest } from './score-batch.ts';

/** Scores the topics of a text that a scorer leaves. */
export type ScoreTopics = (text: string, topics: TextRequest['topics']) => ScoredText['topics'];

export interface TextEngineOptions {
  readonly scorer: TextScorer;
  readonly definition: Pick<ScorerDefinition, 'name' | 'languages'>;
  readonly scoreTopics: ScoreTopics;
}

/**
 * Scores a batch by somebody else's scorer, whose types do not bind it, and returns what `scoreBatch` does. Texts in a
 * language that it does not read are not given to it.
 * @throws Error with a predicate as its message when the scorer fails, or when its answer has another shape.
 */
export async function scoreTexts(request: ScoreRequest, options: TextEngineOptions): Promise<Float64Array> {
  const texts = readTexts(request);
  const reads = readerOf(options.definition.languages);
  const given = texts.filter(({ lang }) => reads(lang));
  const scores: unknown = given.length === 0 ? [] : await options.scorer.score(given);
  if (!Array.isArray(scores) || scores.length !== given.length) {
    throw new TypeError(`it must return an array of ${given.length} scores, one for each text`);
  }
  const values: readonly unknown[] = scores;
  const answer: number[] = [];
  let next = 0;
  for (const text of texts) {
    const value = reads(text.lang) ? values[next++] : null;
    const scored = value === null ? undefined : readScore(value, text, options.scoreTopics);
    if (scored === 'failed') pushFailure(answer, text.topics.length);
    else pushScore(answer, scored, text.topics.length);
  }
  return Float64Array.from(answer);
}

function readTexts({ texts, topics, langs }: ScoreRequest): readonly TextRequest[] {
  let at = 0;
  return texts.map((text, index) => {
    const { spans, next } = decodeTopics(topics, at);
    at = next;
    return { text, lang: langs?.[index], topics: spans };
  });
}

const primary = (tag: string): string => tag.split('-', 1)[0]?.toLowerCase() ?? '';

function readerOf(languages: readonly string[] | undefined): (lang: string | undefined) => boolean {
  if (languages === undefined) return () => true;
  const read = new Set(languages.map(primary));
  return (lang) => lang === undefined || read.has(primary(lang));
}

/** Reads the score of a text: `failed` when a value is out of range. Throws when it has another shape. */
function readScore(value: unknown, { text, topics }: TextRequest, scoreTopics: ScoreTopics): ScoredText | 'failed' {
  if (!isRecord(value)) throw new TypeError('each score must be null or an object with `compound`');
  const { compound, pos, neu, neg, topics: given } = value;
  if (typeof compound !== 'number') throw new TypeError('`compound` must be a number');
  const shares = { pos: shareIn(pos, 'pos'), neu: shareIn(neu, 'neu'), neg: shareIn(neg, 'neg') };
  const compounds = given === undefined ? undefined : compoundsIn(given, topics.length);
  const isFine =
    isWithin(compound, -1) &&
    Object.values(shares).every((share) => share === undefined || isWithin(share, 0)) &&
    (compounds?.every((each) => isWithin(each.compound, -1)) ?? true);
  if (!isFine) return 'failed';
  if (compounds !== undefined) return { score: { compound, ...shares }, topics: compounds };
  // A topic that is only in a list beside the text has the score of the whole.
  const own = scoreTopics(text, topics).map((topic, index) => (topics[index]?.length === 0 ? { compound } : topic));
  return { score: { compound, ...shares }, topics: own };
}

const isWithin = (value: number, min: number): boolean => value >= min && value <= 1;

function shareIn(value: unknown, name: string): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  throw new TypeError(`\`${name}\` must be a number or absent`);
}

function compoundsIn(value: unknown, length: number): ScoredText['topics'] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  const compounds = values.filter((each) => typeof each === 'number').map((compound) => ({ compound }));
  if (Array.isArray(value) && values.length === length && compounds.length === length) return compounds;
  throw new TypeError('`topics` must be absent or an array with a number for each topic');
}
