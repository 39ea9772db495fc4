/**
 * Words: how a text is prepared for scoring, cut into tokens, and folded for comparison.
 *
 * Owns the one tokenizer that matching and scoring share. Promises pure functions over any string, offsets in UTF-16
 * units of the text as it was given. Never drops what carries sentiment.
 */
export { fold } from './fold.ts';
export { countHashtags } from './hashtags.ts';
export { primarySubtag } from './language.ts';
export { linkTokens } from './links.ts';
export { createLineSplitter } from './lines.ts';
export type { Line, LineSplitter } from './lines.ts';
export { normalise } from './normalise.ts';
export { stopwords } from './stopwords.ts';
export type { Token } from './token.ts';
export { tokenise } from './tokenise.ts';
export { normaliseTraced, nameOffsets, mapSpan } from './trace.ts';
export type { TracedText } from './trace.ts';
