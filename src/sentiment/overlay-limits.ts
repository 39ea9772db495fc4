/** The most words that can overlay the lexicon. */
export const maxOverlayWords = 20_000;
/** The characters of the longest of them. */
export const maxOverlayLength = 64;
