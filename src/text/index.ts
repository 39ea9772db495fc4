/**
 * Words: prepares texts for scoring, cuts them into tokens and folds them for comparison.
 *
 * Owns the tokenizer that matching and scoring share. Guarantees pure functions over any string, with offsets in UTF-16
 * units of the given text. Never removes anything that carries sentiment.
 */
export { fold } from './fold.ts';
export { hashOf } from './hash.ts';
export { countHashtags } from './hashtags.ts';
export { primarySubtag } from './language.ts';
export { linkTokens } from './links.ts';
export { normalise } from './normalise.ts';
export { decodeReferences } from './references.ts';
export { stopwords } from './stopwords.ts';
export type { Token } from './token.ts';
export { tokenise } from './tokenise.ts';
export { normaliseTraced, nameOffsets, mapSpan } from './trace.ts';
export type { TracedText } from './trace.ts';
