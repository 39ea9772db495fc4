import type { Score } from '../model/index.ts';
import { applyContrast } from './contrast.ts';
import { figuresOf, sumsOf } from './figures.ts';
import { createEncodedText, encode } from './encoded-text.ts';
import type { EncodedText } from './encoded-text.ts';
import { createTokens, readVaderTokens } from './tokens.ts';
import type { VaderTokens } from './tokens.ts';
import { valenceOf } from './valence.ts';

/** A text taken apart, in memory that the next text takes over. */
export interface VaderBuffers {
  readonly encoded: EncodedText;
  readonly tokens: VaderTokens;
}

const buffers: VaderBuffers = { encoded: createEncodedText(), tokens: createTokens() };

/**
 * The score of a text by VADER (Hutto & Gilbert 2014), in all four figures equal to the Python package vaderSentiment
 * 3.3.x. Takes any string and never throws. Time is linear in the text's length.
 */
export function scoreText(text: string): Score {
  return figuresOf(sumsOf(applyVader(text).tokens));
}

/** Takes a text apart and weighs its words. What is returned holds until the next call. */
export function applyVader(text: string): VaderBuffers {
  const { encoded, tokens } = buffers;
  encode(text, encoded);
  readVaderTokens(encoded, tokens);
  const { hitCount, hits, valences } = tokens;
  for (let hit = 0; hit < hitCount; hit++) valences[hit] = valenceOf(hits[hit] ?? 0, tokens);
  applyContrast(tokens);
  return buffers;
}
