const ascii = /^[\0-\x7f]*$/;

/** The form in which words are compared: NFC, lower case; accents count. */
export function fold(word: string): string {
  return ascii.test(word) ? word.toLowerCase() : word.normalize('NFC').toLowerCase().normalize('NFC');
}
