import { polarityIndexOf, type Span, type TopicScore } from '../../model/index.ts';
import { overlayOf } from '../dictionary.ts';
import type { VaderBuffers } from '../vader.ts';
import { compoundOf } from '../figures.ts';
import { attributeOpinions, parseText } from './attribute-opinions.ts';
import type { Contribution } from './rules/index.ts';
import type { ParsedText } from './parsed-text.ts';
import { isSarcastic } from './sarcasm.ts';
import { readTopicTokens } from './read-tokens.ts';

/** A text in which topics are scored. */
export interface TopicText {
  readonly text: string;
  /** The tokens of the text as VADER reads them. */
  readonly buffers: VaderBuffers;
  /** Offsets at which a name was removed, in rising order. Each counts as a noun. */
  readonly names?: readonly number[];
}

/** A topic whose sum is smaller than this is neutral. */
const leastEvidence = 0.6;

const neutral: TopicScore = { compound: 0, polarityIndex: 2 };

/**
 * Returns the sentiment of a text about several topics, each given by the spans of its words (UTF-16 offsets in the
 * text; a reversed, empty or outside span is ignored). The opinions that concern a topic are summed with the weights of
 * their rules, and the sum becomes a compound as in VADER. A topic without opinions is neutral. Accepts any text and any
 * spans, never throws and takes linear time.
 */
export function scoreTopics(topicText: TopicText, topics: readonly (readonly Span[])[]): readonly TopicScore[] {
  const parsed = prepare(topicText);
  return topics.map((spans) => (parsed === undefined ? neutral : scoreOf(sumOf(attributeOpinions(parsed, spans)))));
}

/** An opinion and its contribution to a topic. */
export interface TopicReason {
  /** The word as written in the text. */
  readonly word: string;
  /** UTF-16 offsets in the analysed text, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** The opinion in its clause, after boosters and negations. */
  readonly valence: number;
  /** The file that overlays the lexicon with the word; absent for the built-in words. */
  readonly from?: string;
  /** The name of the rule by which the opinion concerns the topic. */
  readonly rule: string;
  /** The rule in words, which complete "the word … of the topic". */
  readonly says: string;
  readonly weight: number;
  /** The amount that is summed: valence times weight. */
  readonly counts: number;
}

/** The reasons for a topic's score, as plain data. */
export interface TopicExplanation {
  readonly score: TopicScore;
  /** The sum of `counts`. A sum smaller than 0.6 is neutral. */
  readonly sum: number;
  readonly reasons: readonly TopicReason[];
}

/** Returns the score of {@link scoreTopics} with the opinions that it consists of. */
export function explainTopic(topicText: TopicText, spans: readonly Span[]): TopicExplanation {
  const parsed = prepare(topicText);
  if (parsed === undefined) return { score: neutral, sum: 0, reasons: [] };
  const contributions = attributeOpinions(parsed, spans);
  const sum = sumOf(contributions);
  return { score: scoreOf(sum), sum, reasons: contributions.map((found) => reasonOf(topicText.text, parsed, found)) };
}

function prepare({ text, buffers, names }: TopicText): ParsedText | undefined {
  return parseText(readTopicTokens(text, buffers, names), isSarcastic(text));
}

function sumOf(contributions: readonly Contribution[]): number {
  let sum = 0;
  for (const { valence, weight } of contributions) sum += valence * weight;
  return sum;
}

function scoreOf(sum: number): TopicScore {
  if (Math.abs(sum) < leastEvidence) return neutral;
  const compound = compoundOf(sum);
  return { compound, polarityIndex: polarityIndexOf(compound) };
}

function reasonOf(text: string, { tokens }: ParsedText, { token, valence, rule, weight }: Contribution): TopicReason {
  const { start, end } = tokens[token] ?? { start: 0, end: 0 };
  const { id, says } = rule;
  const word = text.slice(start, end);
  const from = overlayOf(word);
  const overlaid = from === undefined ? {} : { from };
  return { word, start, end, valence, ...overlaid, rule: id, says, weight, counts: valence * weight };
}
