const ascii = /^[\0-\x7f]*$/;

/** The form in which words are compared: NFC, lower case, the ASCII apostrophe; accents count. */
export function fold(word: string): string {
  if (ascii.test(word)) return word.toLowerCase();
  return word
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[‘’ʼ＇]/g, "'");
}
