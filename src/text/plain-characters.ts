/** A character with which a word is certainly over. */
export const over = 1;
/** A character that needs a closer look: it may continue the word or change its kind. */
export const closer = 0;

/**
 * The folded forms of ASCII letters, digits and `_`, and what the other ASCII characters mean behind them. Most words of
 * most posts are made of these alone, so they are read by this table instead of the classes of Unicode.
 */
export const plainCharacters: Readonly<Uint8Array> = tableOf();

function tableOf(): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789_') {
    table[character.toUpperCase().charCodeAt(0)] = character.charCodeAt(0);
    table[character.charCodeAt(0)] = character.charCodeAt(0);
  }
  for (const character of ' \t\n\r!"()*,;<=>?[\\]^{|}~') table[character.charCodeAt(0)] = over;
  return table;
}
