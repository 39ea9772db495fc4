import { edit, type EditedText } from './edits.ts';
import { unscored } from './invisible.ts';
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

const toSpace = (): string => ' ';

/** The steps of normalising, in their order. */
export const steps = {
  references: decodeReferences,
  invisible: (text: string): EditedText => edit(text, unscored, () => ''),
  links: (text: string): EditedText => edit(text, link, toSpace),
  handles: (text: string): EditedText => edit(text, handle, toSpace),
  apostrophes: (text: string): EditedText => edit(text, apostrophe, () => "'"),
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
