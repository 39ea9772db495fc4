/** A handle: `@name`, or `@name@host`, where no word goes on. */
export const handle = /(?<![\p{L}\p{N}_@＠.])[@＠][\p{L}\p{N}_]+(?:@[\w-]+(?:\.[\w-]+)+)?/gu;
export const link = /\b(?:https?:\/\/|www\.)[^\s<>"]+/gi;
export const apostrophe = /[‘’ʼ＇]/g;

/**
 * A text as the scorer wants it: handles and links are taken out (they are names, not words), typographic apostrophes
 * become ASCII (VADER's negations know only that one). Emoji, emoticons, capitals, digits and punctuation carry
 * sentiment and stay.
 */
export function normalise(text: string): string {
  return text.replace(link, ' ').replace(handle, ' ').replace(apostrophe, "'");
}
