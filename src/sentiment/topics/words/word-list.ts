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

/** The most lists, as columns of 32, and the most numbers of words that are in any. */
const columns = 8;
const maxNumbers = 1 << 13;
/**
 * For each number of a word a bit for each list that has it. All questions about one word read the same line of memory, where
 * an array for each list would cost a cache miss each (bench `pool`).
 */
const members = new Int32Array(maxNumbers * columns);
let lists = 0;

/** Words as data: rules name a list, never a word. */
export class WordList implements Iterable<string> {
  readonly #words: ReadonlySet<string>;
  /** The place of the list in a word's bits. */
  readonly #column: number;
  readonly #bit: number;

  constructor(words: Iterable<string>) {
    this.#words = new Set(words);
    this.#column = lists >> 5;
    this.#bit = 1 << (lists & 31);
    lists += 1;
    const found = Array.from(this.#words, wordNumber);
    if (this.#column >= columns || Math.max(0, ...found) >= maxNumbers)
      throw new RangeError('Too many lists or words.');
    for (const number of found) {
      const at = number * columns + this.#column;
      members[at] = (members[at] ?? 0) | this.#bit;
    }
  }

  /** Returns whether the list has the word with a number. */
  has(number: number): boolean {
    return ((members[number * columns + this.#column] ?? 0) & this.#bit) !== 0;
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#words.values();
  }
}

/** Returns the words of a text, which are separated by spaces, as a list. */
export const wordList = (words: string): WordList => new WordList(words.split(' '));
