import type { Score } from '../model/index.ts';
import { contrast } from './contrast.ts';
import { figuresOf, sumsOf } from './figures.ts';
import { createReading, read } from './reading.ts';
import type { Reading } from './reading.ts';
import { createTokens, tokenise } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { valenceOf } from './valence.ts';

/** A text taken apart, in memory that the next text takes over. */
export interface Weighed {
  readonly reading: Reading;
  readonly tokens: Tokens;
}

const memory: Weighed = { reading: createReading(), tokens: createTokens() };

/**
 * The score of a text by VADER (Hutto & Gilbert 2014), in all four figures equal to the Python package vaderSentiment
 * 3.3.x. Takes any string and never throws. Time is linear in the text's length.
 */
export function scoreText(text: string): Score {
  return figuresOf(sumsOf(weigh(text).tokens));
}

/** Takes a text apart and weighs its words. What is returned holds until the next call. */
export function weigh(text: string): Weighed {
  const { reading, tokens } = memory;
  read(text, reading);
  tokenise(reading, tokens);
  const { hitCount, hits, valences } = tokens;
  for (let hit = 0; hit < hitCount; hit++) valences[hit] = valenceOf(hits[hit] ?? 0, tokens);
  contrast(tokens);
  return memory;
}
