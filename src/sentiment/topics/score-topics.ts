import { polarityIndexOf, type Span, type TopicScore } from '../../model/index.ts';
import type { Analysis } from '../analysis.ts';
import { compoundOf } from '../figures.ts';
import { attributeOpinions, parseText } from './attribute-opinions.ts';
import { topicRules, type Contribution, type TopicRule } from './rules.ts';
import type { ParsedText } from './parsed-text.ts';
import { readTopicTokens } from './read-tokens.ts';

/** A text that topics are looked for in. */
export interface TopicText {
  /** As it was analysed. */
  readonly text: string;
  readonly analysis: Analysis;
  /** Offsets at which a name was taken out of it: each stands as a noun. In rising order. */
  readonly names?: readonly number[];
}

/** A sum of evidence below this size is too little to call a topic anything but neutral. */
const leastEvidence = 0.6;

const neutral: TopicScore = { compound: 0, polarityIndex: 2 };

/**
 * The sentiment of a text that concerns a topic, whose words stand at the spans (UTF-16 offsets in the analysed text; a
 * span that is reversed, empty or outside is ignored). The opinions that concern it are summed up with the weights of
 * their rules, and the sum becomes a compound as VADER's does; a topic that no opinion concerns is neutral. Takes any
 * text and any spans and never throws; time is linear in the text's length.
 */
export function scoreTopic(topicText: TopicText, spans: readonly Span[]): TopicScore {
  return scoreTopics(topicText, [spans])[0] ?? neutral;
}

/** The scores of several topics of one text, in their order. */
export function scoreTopics(topicText: TopicText, topics: readonly (readonly Span[])[]): readonly TopicScore[] {
  const parsed = prepare(topicText);
  return topics.map((spans) => (parsed === undefined ? neutral : scoreOf(sumOf(attributeOpinions(parsed, spans)))));
}

/** An opinion and what it counts for a topic. */
export interface TopicReason {
  /** As it stands in the text. */
  readonly word: string;
  /** UTF-16 offsets in the analysed text, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** The opinion in its clause, boosted or turned. */
  readonly valence: number;
  readonly rule: TopicRule;
  /** The rule in words: the word `…` of the topic. */
  readonly says: string;
  readonly weight: number;
  /** What the sum takes: valence times weight. */
  readonly counts: number;
}

/** Why a topic has its score; plain data. */
export interface TopicExplanation {
  readonly score: TopicScore;
  /** The sum of `counts`; below 0.6 in size it makes no score. */
  readonly sum: number;
  readonly reasons: readonly TopicReason[];
}

/** The score of {@link scoreTopic} and the opinions it is made of. */
export function explainTopic(topicText: TopicText, spans: readonly Span[]): TopicExplanation {
  const parsed = prepare(topicText);
  if (parsed === undefined) return { score: neutral, sum: 0, reasons: [] };
  const contributions = attributeOpinions(parsed, spans);
  const sum = sumOf(contributions);
  return { score: scoreOf(sum), sum, reasons: contributions.map((found) => reasonOf(topicText.text, parsed, found)) };
}

function prepare({ text, analysis, names }: TopicText): ParsedText | undefined {
  return parseText(readTopicTokens(text, analysis, names));
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
  const { says } = topicRules[rule];
  return { word: text.slice(start, end), start, end, valence, rule, says, weight, counts: valence * weight };
}
