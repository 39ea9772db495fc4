import { invisible } from './invisible.ts';

const grave = 0x60;

/**
 * Returns the form in which words are compared: NFC, lower case, ASCII apostrophes, no invisible characters. Accents
 * count; the dot that lower case leaves of a Turkish `İ` does not, so that `istanbul` finds `İstanbul`.
 *
 * @example
 * fold('PIZZA') // 'pizza'
 */
export function fold(word: string): string {
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code > 0x7f || code === grave) return foldWide(word);
  }
  return word.toLowerCase();
}

const foldWide = (word: string): string =>
  word
    .replace(invisible, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('i\u0307', 'i')
    .normalize('NFC')
    .replace(/[‘’ʼ＇´`′ʻ‛]/g, "'");
