import { polarityIndexOf } from '../src/model/index.ts';
import { scoreByPackage } from '../src/sentiment/index.ts';
import { stopwords } from '../src/text/stopwords.ts';

/** A session of the original: one query, and a socket that takes every frame at once. */
export interface OriginalSession {
  readonly query: string;
  readonly send: (frame: string) => void;
}

/**
 * The algorithm of Senti Server, from its description: a post is stripped of links, handles, digits, emoji and
 * punctuation, lower-cased, cut into tokens and freed of stop words; what is left is scored by VADER (the npm package);
 * then every session is asked whether its query is one of the tokens, and answered by a frame of its own.
 */
export function runOriginal(texts: readonly string[], sessions: readonly OriginalSession[]): void {
  for (const text of texts) {
    const tokens = preprocess(text);
    const polarityIndex = polarityIndexOf(scoreByPackage(tokens.join(' ')).compound);
    const hashtags = countHashtags(text);
    for (const { query, send } of sessions) {
      if (tokens.includes(query)) send(JSON.stringify({ polarityIndex, hashtags }));
    }
  }
}

function preprocess(text: string): readonly string[] {
  const words = text
    .replaceAll(/https?:\/\/\S+|@\w+/g, ' ')
    .toLowerCase()
    .replaceAll(/[^a-z#\s]/g, ' ')
    .split(/\s+/);
  return words.filter((word) => word !== '' && !stopwords.has(word)).map((word) => word.replace(/^#/, ''));
}

function countHashtags(text: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [, tag = ''] of text.toLowerCase().matchAll(/#(\w+)/g)) counts[tag] = (counts[tag] ?? 0) + 1;
  return counts;
}
