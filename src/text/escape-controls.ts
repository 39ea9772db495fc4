/*
 * Texts of other people contain characters that make a terminal act or mislead its reader: C0, DEL and C1 (ECMA-48, which
 * escape sequences begin with), marks that turn the direction of writing (UAX #9), other invisible format characters, and
 * separators of lines.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * Format characters that have their effect within one character or word are kept: the joiner in a sequence of emoji, the
 * tags of a flag, and the joiners of scripts whose letters change their form by them.
 */
const keptOrUnsafe =
  /(?:\p{RGI_Emoji_Tag_Sequence}|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})|(?<=[\p{Script=Arabic}\p{M}])[\u200C\u200D](?=\p{L}))|([\p{Cc}\p{Cf}\p{Zl}\p{Zp}])/gv;

const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Escapes the characters of a text that would control a terminal or mislead its reader, line breaks among them. The
 * result is one line.
 *
 * @example escapeControls('a\nb\u001b[2J') // String.raw`a\nb\u001b[2J`
 */
export function escapeControls(text: string): string {
  return replaceUnsafe(text, (character) => shortForms[character] ?? unitsOf(character));
}

/**
 * Escapes the same characters in JSON that has no line breaks between its values, which then has the same meaning.
 *
 * @example escapeJson(JSON.stringify('\u202e')) // String.raw`"\u202e"`
 */
export function escapeJson(json: string): string {
  return replaceUnsafe(json, unitsOf);
}

/**
 * Removes the same characters.
 *
 * @example removeControls('a\u202eb') // 'ab'
 */
export function removeControls(text: string): string {
  return replaceUnsafe(text, () => '');
}

function replaceUnsafe(text: string, escape: (character: string) => string): string {
  // Most texts have none, and the exact search costs ten times as much.
  if (!unsafe.test(text)) return text;
  return text.replaceAll(keptOrUnsafe, (found: string, character: string | undefined) =>
    character === undefined ? found : escape(character),
  );
}

/** Returns a character as the escapes of its UTF-16 units, as JSON and JavaScript write them. */
function unitsOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
