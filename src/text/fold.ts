/**
 * Returns the form in which words are compared: NFC, lower case, ASCII apostrophes. Accents count.
 *
 * @example
 * fold('PIZZA') // 'pizza'
 */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  for (let at = 0; at < word.length; at += 1) {
    if (word.charCodeAt(at) > 0x7f) return foldWide(word);
  }
  return lower;
}

const foldWide = (word: string): string =>
  word
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[‘’ʼ＇]/g, "'");
