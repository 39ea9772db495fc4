import type { VaderScore } from '../model/index.ts';
import { applyContrast } from './contrast.ts';
import { figuresOf, sumsOf } from './figures.ts';
import { createEncodedText, encode } from './encoded-text.ts';
import type { EncodedText } from './encoded-text.ts';
import { createTokens, readVaderTokens } from './tokens.ts';
import type { VaderTokens } from './tokens.ts';
import { valenceOf } from './valence.ts';

/** The buffers of the scorer, which are reused for the next text. */
export interface VaderBuffers {
  readonly encoded: EncodedText;
  readonly tokens: VaderTokens;
}

/**
 * The one set of buffers of a thread. It is shared by the module on purpose: each call overwrites it completely before
 * reading it, calls are synchronous, and no public function returns a reference to it, so no call can observe another.
 * Allocating buffers per text would cost more than the rules (bench `score`).
 */
const shared: VaderBuffers = createBuffers();

/** Creates buffers of one's own, for a text that is read while another one still is. */
export function createBuffers(): VaderBuffers {
  return { encoded: createEncodedText(), tokens: createTokens() };
}

/**
 * Returns the score of a text by VADER (Hutto & Gilbert 2014), equal in all four figures to the Python package
 * vaderSentiment 3.3.x. Accepts any string, never throws and takes linear time.
 *
 * @example
 * scoreText('The pizza was great!').compound // 0.6588
 */
export function scoreText(text: string): VaderScore {
  return figuresOf(sumsOf(applyVader(text).tokens));
}

/** Encodes a text, cuts it into tokens and applies the rules. The result is valid until the next call. */
export function applyVader(text: string): VaderBuffers {
  // Not through `applyVaderIn`: what is known to be the same object for every text is a quarter faster.
  const { encoded, tokens } = shared;
  encode(text, encoded);
  readVaderTokens(encoded, tokens);
  applyRules(tokens);
  return shared;
}

/** Does the same in buffers of one's own. */
export function applyVaderIn(buffers: VaderBuffers, text: string): VaderBuffers {
  const { encoded, tokens } = buffers;
  encode(text, encoded);
  readVaderTokens(encoded, tokens);
  applyRules(tokens);
  return buffers;
}

function applyRules(tokens: VaderTokens): void {
  const { hitCount, hits, valences } = tokens;
  for (let hit = 0; hit < hitCount; hit++) valences[hit] = valenceOf(hits[hit] ?? 0, tokens);
  applyContrast(tokens);
}
