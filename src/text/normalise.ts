import { edit, type EditedText } from './edits.ts';
import { invisibleCharacters, unscored } from './invisible.ts';
import { decodeReferences } from './references.ts';

/**
 * A handle: `@name`, `@name@host`, or a domain as Bluesky has it, `@name.bsky.social`. It does not continue a word, so an
 * e-mail address has none. A label behind a point is in lower case: in `@bob.Great` a sentence ends.
 */
const handle =
  /(?<![\p{L}\p{N}_@＠])[@＠]+(?:[\p{L}\p{N}_]+(?:-+[\p{L}\p{N}_]+)*(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?(?![\p{L}\p{N}_]))+|[\p{L}\p{N}_]+(?:@[\w-]+(?:\.[\w-]+)+)?)/gu;
const link = /\b(?:https?:\/\/|www\.)[^\s<>"]+/gi;
/** Apostrophes beside the ASCII one; those that are also other marks count between letters only. */
const apostrophe = /[‘’ʼ＇‛]|(?<=\p{L})(?:[´`′ʻ]|'')(?=\p{L})/gu;

/** Cheap questions that most texts answer with no, before a pattern is tried at each of their characters. */
const hasInvisible = new RegExp(`[${invisibleCharacters}]`);
const hasApostrophe = /[‘’ʼ＇‛´`′ʻ]|''/;

const toSpace = (): string => ' ';
const unedited = (text: string): EditedText => ({ text, edits: [] });

/** The steps of normalising, in their order. */
export const steps = {
  references: decodeReferences,
  invisible: (text: string): EditedText => (hasInvisible.test(text) ? edit(text, unscored, () => '') : unedited(text)),
  links: (text: string): EditedText => edit(text, link, toSpace),
  handles: (text: string): EditedText => (/[@＠]/.test(text) ? edit(text, handle, toSpace) : unedited(text)),
  apostrophes: (text: string): EditedText =>
    hasApostrophe.test(text) ? edit(text, apostrophe, () => "'") : unedited(text),
} as const;

/**
 * Returns a text as the scorer expects it. Character references are decoded, and invisible characters are left out.
 * Handles and links are removed, because they are names rather than words. Other apostrophes become ASCII, the only one
 * that VADER's negations contain. Emoji, emoticons, capitals, digits and punctuation carry sentiment and stay.
 *
 * @example
 * normalise('@ann I don’t like it') // "  I don't like it"
 */
export function normalise(text: string): string {
  return Object.values(steps).reduce((edited, step) => step(edited).text, text);
}
