/** The number of a word that no list contains. */
export const noWord = 0;

const numbers = new Map<string, number>([['', noWord]]);

/**
 * Returns the number that stands for a word in this thread: comparing numbers is cheaper than looking strings up. Call it
 * for words of lists only, since each is kept.
 */
export function wordNumber(word: string): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  numbers.set(word, numbers.size);
  return numbers.size - 1;
}

/** Words as data: rules name a list, never a word. */
export class WordList implements Iterable<string> {
  readonly #words: ReadonlySet<string>;
  /** For each number of a word whether the list has it: 1, or else 0 or nothing. */
  readonly #members: Uint8Array;

  constructor(words: Iterable<string>) {
    this.#words = new Set(words);
    const found = Array.from(this.#words, wordNumber);
    this.#members = new Uint8Array(Math.max(0, ...found) + 1);
    for (const number of found) this.#members[number] = 1;
  }

  /** Returns whether the list has the word with a number. */
  has(number: number): boolean {
    return this.#members[number] === 1;
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#words.values();
  }
}

/** Returns the words of a text, which are separated by spaces, as a list. */
export const wordList = (words: string): WordList => new WordList(words.split(' '));
