/** A handle, `@name` or `@name@host`, that does not continue a word. */
export const handle = /(?<![\p{L}\p{N}_@＠.])[@＠][\p{L}\p{N}_]+(?:@[\w-]+(?:\.[\w-]+)+)?/gu;
export const link = /\b(?:https?:\/\/|www\.)[^\s<>"]+/gi;
export const apostrophe = /[‘’ʼ＇]/g;

/**
 * Returns a text as the scorer expects it. Handles and links are removed, because they are names rather than words.
 * Typographic apostrophes become ASCII, the only one that VADER's negations contain. Emoji, emoticons, capitals, digits
 * and punctuation carry sentiment and stay.
 *
 * @example
 * normalise('@ann I don’t like it') // "  I don't like it"
 */
export function normalise(text: string): string {
  return text.replace(link, ' ').replace(handle, ' ').replace(apostrophe, "'");
}
