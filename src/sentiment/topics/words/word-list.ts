/** Words as data: rules name a list, never a word. */
export type WordList = ReadonlySet<string>;

/** Returns the words of a text, which are separated by spaces, as a list. */
export function wordList(words: string): WordList {
  return new Set(words.split(' '));
}
