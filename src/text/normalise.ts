import { edit, type EditedText, type Replacing } from './edits.ts';
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
const hasLink = /https?:|www\./i;
const hasHandle = /[@＠]/;
const hasApostrophe = /[‘’ʼ＇‛´`′ʻ]|''/;

/** Characters of which each step needs at least one. Most texts have none of them and need no step. */
const editable = new RegExp(`[&@＠‘’ʼ＇‛´\`′ʻ${invisibleCharacters}]|''|https?:|www\\.`, 'i');

/** Returns whether a step may change the text. */
export const mayChange = (text: string): boolean => editable.test(text);

const toSpace = (): string => ' ';

/** Replaces what a pattern matches, where a cheaper one finds the first place that can match. */
function step(first: RegExp, { pattern, replace }: Replacing): (text: string) => EditedText {
  return (text) => {
    const from = text.search(first);
    return from < 0 ? { text, edits: [] } : edit(text, { pattern, replace, from });
  };
}

/** The steps of normalising, in their order. */
export const steps = {
  references: decodeReferences,
  invisible: step(hasInvisible, { pattern: unscored, replace: () => '' }),
  links: step(hasLink, { pattern: link, replace: toSpace }),
  handles: step(hasHandle, { pattern: handle, replace: toSpace }),
  apostrophes: step(hasApostrophe, { pattern: apostrophe, replace: () => "'" }),
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
  return mayChange(text) ? Object.values(steps).reduce((edited, step) => step(edited).text, text) : text;
}
