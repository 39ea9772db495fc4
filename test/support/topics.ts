import type { PolarityIndex, Span } from '../../src/model/index.ts';
import { explainPostTopic, scorePost } from '../../src/sentiment/index.ts';

/** Every place where the words stand in the text. */
export function spansOf(text: string, words: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = text.indexOf(words); start >= 0; start = text.indexOf(words, start + 1)) {
    spans.push({ start, end: start + words.length });
  }
  return spans;
}

/** The polarity index of a topic by its words. */
export function polarityOf(text: string, words: string): PolarityIndex | undefined {
  return scorePost(text, [spansOf(text, words)]).topics[0]?.polarityIndex;
}

/** The rules by which opinions counted for a topic, as `word rule`. */
export function reasonsOf(text: string, words: string): readonly string[] {
  return explainPostTopic(text, spansOf(text, words)).reasons.map(({ word, rule }) => `${word} ${rule}`);
}
